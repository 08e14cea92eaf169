package io.robustmq.placement.service.convert;

import static io.robustmq.placement.service.convert.Fields.large;
import static io.robustmq.placement.service.convert.Fields.missing;
import static io.robustmq.placement.service.convert.Fields.small;
import static io.robustmq.placement.service.convert.Fields.word;

import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Move;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.AutoSubscribeRule;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.RewriteRule;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.model.User;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Messages as the model; {@code field} is the path of the message in its request, for what is said when it is wrong. */
public final class FromMessage {

    private FromMessage() {}

    /** The changes of one write, in their order. */
    public static List<Change> changes(List<io.robustmq.placement.api.v1.Change> messages) {
        List<Change> changes = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            changes.add(change(messages.get(i), "changes[" + i + "]"));
        }
        return changes;
    }

    private static Change change(io.robustmq.placement.api.v1.Change message, String field) {
        OptionalLong version = message.hasExpectedVersion()
                ? OptionalLong.of(large(message.getExpectedVersion(), field + ".expected_version"))
                : OptionalLong.empty();
        return switch (message.getChangeCase()) {
            case PUT -> new Change.Put(resource(message.getPut(), field + ".put"), version);
            case DELETE -> new Change.Delete(ref(message.getDelete(), field + ".delete"), version);
            case CHANGE_NOT_SET -> throw missing(field + ".put", "a change puts or deletes");
        };
    }

    /** What operators write; what the placement centre manages itself is refused. */
    static Resource resource(Entry entry, String field) {
        return switch (entry.getEntryCase()) {
            case CONFIG -> config(entry.getConfig(), field + ".config");
            case TENANT -> tenant(entry.getTenant(), field + ".tenant");
            case USER -> user(entry.getUser());
            case ACL_RULE -> aclRule(entry.getAclRule(), field + ".acl_rule");
            case BLOCK_RULE -> blockRule(entry.getBlockRule(), field + ".block_rule");
            case REWRITE_RULE -> rewriteRule(entry.getRewriteRule(), field + ".rewrite_rule");
            case AUTO_SUBSCRIBE_RULE -> autoSubscribeRule(entry.getAutoSubscribeRule(), field + ".auto_subscribe_rule");
            case SCHEMA -> schema(entry.getSchema(), field + ".schema");
            case SCHEMA_BINDING -> binding(entry.getSchemaBinding());
            case NODE, GROUP, SHARD_SET, SHARD ->
                throw Fault.field(
                        Reason.INVALID_FIELD,
                        field,
                        "nodes, groups and shards are not written",
                        "they are changed by the services Nodes and Shards");
            case ENTRY_NOT_SET -> throw missing(field, "one of config to schema_binding");
        };
    }

    /** The name of one entry; tenants that are not named are the default one. */
    public static Ref ref(EntryRef ref, String field) {
        Kind kind = word(ref.getKind(), Kind.class, field + ".kind");
        if (!kind.ofTenant() && !ref.getTenant().isEmpty()) {
            throw Fault.field(
                    Reason.INVALID_FIELD,
                    field + ".tenant",
                    "is " + ref.getTenant() + ", but " + kind + " belongs to no tenant",
                    "leave it empty");
        }
        return new Ref(
                kind, kind.ofTenant() ? tenant(ref.getTenant()) : "", Fields.present(ref.getName(), field + ".name"));
    }

    /** @throws Fault if the kind is not one */
    public static Kind kind(io.robustmq.placement.api.v1.Kind kind, String field) {
        return word(kind, Kind.class, field);
    }

    /** Those who name no tenant mean the default one. */
    public static String tenant(String name) {
        return name.isEmpty() ? Tenant.DEFAULT : name;
    }

    public static Set<Node.Role> roles(List<io.robustmq.placement.api.v1.NodeRole> messages, String field) {
        Set<Node.Role> roles = EnumSet.noneOf(Node.Role.class);
        for (int i = 0; i < messages.size(); i++) {
            roles.add(word(messages.get(i), Node.Role.class, field + "[" + i + "]"));
        }
        return roles;
    }

    public static Move move(io.robustmq.placement.api.v1.Move move, String field) {
        int group = small(move.getGroupId(), field + ".group_id");
        String node = Fields.present(move.getNodeId(), field + ".node_id");
        return switch (move.getType()) {
            case ADD_REPLICA -> new Move.AddReplica(group, node);
            case REMOVE_REPLICA -> new Move.RemoveReplica(group, node);
            case PREFER_LEADER -> new Move.PreferLeader(group, node);
            case MOVE_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw missing(field + ".type", "one of ADD_REPLICA, REMOVE_REPLICA, PREFER_LEADER");
        };
    }

    private static ConfigEntry config(io.robustmq.placement.api.v1.Config config, String field) {
        ConfigValue value =
                switch (config.getValueCase()) {
                    case BOOLEAN -> new ConfigValue.OfBoolean(config.getBoolean());
                    case INTEGER -> new ConfigValue.OfInteger(config.getInteger());
                    case DECIMAL -> new ConfigValue.OfDecimal(config.getDecimal());
                    case TEXT -> new ConfigValue.OfText(config.getText());
                    case DURATION_MILLIS ->
                        new ConfigValue.OfDuration(large(config.getDurationMillis(), field + ".duration_millis"));
                    case VALUE_NOT_SET ->
                        throw missing(field, "one of boolean, integer, decimal, text, duration_millis");
                };
        return new ConfigEntry(config.getKey(), value);
    }

    private static Tenant tenant(io.robustmq.placement.api.v1.Tenant tenant, String field) {
        return new Tenant(
                tenant.getName(),
                tenant.getDescription(),
                large(tenant.getMaxConnectionsPerNode(), field + ".max_connections_per_node"),
                large(tenant.getMaxConnectionsPerSecond(), field + ".max_connections_per_second"),
                large(tenant.getMaxSessions(), field + ".max_sessions"),
                large(tenant.getMaxTopics(), field + ".max_topics"),
                large(tenant.getMaxPublishesPerSecond(), field + ".max_publishes_per_second"));
    }

    private static User user(io.robustmq.placement.api.v1.User user) {
        return new User(
                tenant(user.getTenant()),
                user.getName(),
                user.getPasswordHash(),
                user.getScramSha256(),
                user.getSuperuser());
    }

    private static AclRule aclRule(io.robustmq.placement.api.v1.AclRule rule, String field) {
        int qosMask = rule.getQosCount() == 0 ? AclRule.EVERY_QOS : 0;
        for (int i = 0; i < rule.getQosCount(); i++) {
            int qos = rule.getQos(i);
            if (qos < 0 || qos > AclRule.HIGHEST_QOS) {
                throw Fault.field(
                        Reason.INVALID_FIELD,
                        field + ".qos[" + i + "]",
                        "is " + Integer.toUnsignedString(qos),
                        "one of 0, 1, 2");
            }
            qosMask |= 1 << qos;
        }
        return new AclRule(
                tenant(rule.getTenant()),
                rule.getName(),
                small(rule.getPriority(), field + ".priority"),
                word(rule.getPermission(), AclRule.Permission.class, field + ".permission"),
                word(rule.getAction(), TopicAction.class, field + ".action"),
                rule.getClientIdsList(),
                rule.getUsernamesList(),
                rule.getAddressesList(),
                rule.hasAnonymous() ? rule.getAnonymous() : null,
                qosMask,
                rule.hasRetain() ? rule.getRetain() : null,
                rule.getTopicsList());
    }

    private static io.robustmq.placement.state.model.BlockRule blockRule(
            io.robustmq.placement.api.v1.BlockRule rule, String field) {
        return new io.robustmq.placement.state.model.BlockRule(
                tenant(rule.getTenant()),
                rule.getName(),
                word(rule.getTarget(), io.robustmq.placement.state.model.BlockRule.Target.class, field + ".target"),
                rule.getValue(),
                rule.getUntilMillis(),
                rule.getDescription());
    }

    private static RewriteRule rewriteRule(io.robustmq.placement.api.v1.RewriteRule rule, String field) {
        return new RewriteRule(
                tenant(rule.getTenant()),
                rule.getName(),
                small(rule.getPriority(), field + ".priority"),
                word(rule.getAction(), TopicAction.class, field + ".action"),
                rule.getSourceFilter(),
                rule.getPattern(),
                rule.getTarget());
    }

    private static AutoSubscribeRule autoSubscribeRule(
            io.robustmq.placement.api.v1.AutoSubscribeRule rule, String field) {
        return new AutoSubscribeRule(
                tenant(rule.getTenant()),
                rule.getName(),
                rule.getTopicFilter(),
                small(rule.getQos(), field + ".qos"),
                rule.getNoLocal(),
                rule.getRetainAsPublished(),
                small(rule.getRetainHandling(), field + ".retain_handling"));
    }

    private static Schema schema(io.robustmq.placement.api.v1.Schema schema, String field) {
        return new Schema(
                tenant(schema.getTenant()),
                schema.getName(),
                word(schema.getType(), Schema.Type.class, field + ".type"),
                schema.getDefinition(),
                schema.getDescription());
    }

    private static SchemaBinding binding(io.robustmq.placement.api.v1.SchemaBinding binding) {
        return new SchemaBinding(tenant(binding.getTenant()), binding.getTopicFilter(), binding.getSchema());
    }
}
