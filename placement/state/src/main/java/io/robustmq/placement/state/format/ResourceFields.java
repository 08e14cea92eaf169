package io.robustmq.placement.state.format;

import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.AutoSubscribeRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.RewriteRule;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.model.User;

/** What operators write; the fields in the order of the records. */
final class ResourceFields {
    private static final TopicAction[] ACTIONS = TopicAction.values();
    private static final AclRule.Permission[] PERMISSIONS = AclRule.Permission.values();
    private static final BlockRule.Target[] TARGETS = BlockRule.Target.values();
    private static final Schema.Type[] SCHEMA_TYPES = Schema.Type.values();

    private ResourceFields() {}

    static void write(FieldWriter out, Resource resource) {
        switch (resource) {
            case ConfigEntry config -> {
                out.text(config.key());
                value(out, config.value());
            }
            case Tenant tenant -> tenant(out, tenant);
            case User user -> {
                named(out, user.tenant(), user.name());
                out.text(user.passwordHash());
                out.text(user.scramSha256());
                out.flag(user.superuser());
            }
            case AclRule rule -> aclRule(out, rule);
            case BlockRule rule -> {
                named(out, rule.tenant(), rule.name());
                out.constant(rule.target());
                out.text(rule.value());
                out.varint(rule.untilMillis());
                out.text(rule.description());
            }
            case RewriteRule rule -> {
                named(out, rule.tenant(), rule.name());
                out.varint(rule.priority());
                out.constant(rule.action());
                out.text(rule.sourceFilter());
                out.text(rule.pattern());
                out.text(rule.target());
            }
            case AutoSubscribeRule rule -> {
                named(out, rule.tenant(), rule.name());
                out.text(rule.topicFilter());
                out.varint(rule.qos());
                out.flag(rule.noLocal());
                out.flag(rule.retainAsPublished());
                out.varint(rule.retainHandling());
            }
            case Schema schema -> {
                named(out, schema.tenant(), schema.name());
                out.constant(schema.type());
                out.text(schema.definition());
                out.text(schema.description());
            }
            case SchemaBinding binding -> {
                named(out, binding.tenant(), binding.topicFilter());
                out.text(binding.schema());
            }
        }
    }

    static Resource read(FieldReader in, Kind kind) {
        return switch (kind) {
            case CONFIG -> new ConfigEntry(in.text(), value(in));
            case TENANT ->
                new Tenant(in.text(), in.text(), in.varint(), in.varint(), in.varint(), in.varint(), in.varint());
            case USER -> new User(in.text(), in.text(), in.text(), in.text(), in.flag());
            case ACL_RULE -> aclRule(in);
            case BLOCK_RULE ->
                new BlockRule(in.text(), in.text(), in.constant(TARGETS), in.text(), in.varint(), in.text());
            case REWRITE_RULE ->
                new RewriteRule(
                        in.text(), in.text(), in.number(), in.constant(ACTIONS), in.text(), in.text(), in.text());
            case AUTO_SUBSCRIBE_RULE ->
                new AutoSubscribeRule(in.text(), in.text(), in.text(), in.number(), in.flag(), in.flag(), in.number());
            case SCHEMA -> new Schema(in.text(), in.text(), in.constant(SCHEMA_TYPES), in.text(), in.text());
            case SCHEMA_BINDING -> new SchemaBinding(in.text(), in.text(), in.text());
            case NODE, GROUP, SHARD_SET, SHARD -> throw in.wrong(kind + " is not written by operators");
        };
    }

    private static void named(FieldWriter out, String tenant, String name) {
        out.text(tenant);
        out.text(name);
    }

    private static void value(FieldWriter out, ConfigValue value) {
        switch (value) {
            case ConfigValue.OfBoolean it -> {
                out.fixedByte(1);
                out.flag(it.value());
            }
            case ConfigValue.OfInteger it -> {
                out.fixedByte(2);
                out.signed(it.value());
            }
            case ConfigValue.OfDecimal it -> {
                out.fixedByte(3);
                out.fixedLong(Double.doubleToLongBits(it.value()));
            }
            case ConfigValue.OfText it -> {
                out.fixedByte(4);
                out.text(it.value());
            }
            case ConfigValue.OfDuration it -> {
                out.fixedByte(5);
                out.varint(it.millis());
            }
        }
    }

    private static ConfigValue value(FieldReader in) {
        return switch (in.fixedByte()) {
            case 1 -> new ConfigValue.OfBoolean(in.flag());
            case 2 -> new ConfigValue.OfInteger(in.signed());
            case 3 -> new ConfigValue.OfDecimal(Double.longBitsToDouble(in.fixedLong()));
            case 4 -> new ConfigValue.OfText(in.text());
            case 5 -> new ConfigValue.OfDuration(in.varint());
            default -> throw in.wrong("a type of value is unknown, perhaps of a newer version");
        };
    }

    private static void tenant(FieldWriter out, Tenant tenant) {
        out.text(tenant.name());
        out.text(tenant.description());
        out.varint(tenant.maxConnectionsPerNode());
        out.varint(tenant.maxConnectionsPerSecond());
        out.varint(tenant.maxSessions());
        out.varint(tenant.maxTopics());
        out.varint(tenant.maxPublishesPerSecond());
    }

    private static void aclRule(FieldWriter out, AclRule rule) {
        named(out, rule.tenant(), rule.name());
        out.varint(rule.priority());
        out.constant(rule.permission());
        out.constant(rule.action());
        out.texts(rule.clientIds());
        out.texts(rule.usernames());
        out.texts(rule.addresses());
        out.optionalFlag(rule.anonymous());
        out.varint(rule.qosMask());
        out.optionalFlag(rule.retain());
        out.texts(rule.topics());
    }

    private static AclRule aclRule(FieldReader in) {
        return new AclRule(
                in.text(),
                in.text(),
                in.number(),
                in.constant(PERMISSIONS),
                in.constant(ACTIONS),
                in.texts(),
                in.texts(),
                in.texts(),
                in.optionalFlag(),
                in.number(),
                in.optionalFlag(),
                in.texts());
    }
}
