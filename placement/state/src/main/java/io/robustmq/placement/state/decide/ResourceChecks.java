package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.AutoSubscribeRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.RewriteRule;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.model.User;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Whether a resource is right by itself: no broker has to guess what is meant by one that is stored. */
final class ResourceChecks {
    private static final Pattern PASSWORD_HASH =
            Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}|\\$argon2id\\$[A-Za-z0-9$+/=,]{20,400}");
    private static final Pattern SCRAM = Pattern.compile(
            "SCRAM-SHA-256\\$\\d{4,7}:[A-Za-z0-9+/]{4,200}={0,2}\\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=");
    private static final int ADDRESS_BYTES = 64;

    private ResourceChecks() {}

    /** How many letters its texts have, about. */
    static long check(String path, Resource resource) {
        return switch (resource) {
            case ConfigEntry config -> config(path + "config.", config);
            case Tenant tenant -> tenant(path + "tenant.", tenant);
            case User user -> user(path + "user.", user);
            case AclRule rule -> aclRule(path + "acl_rule.", rule);
            case BlockRule rule -> blockRule(path + "block_rule.", rule);
            case RewriteRule rule -> rewriteRule(path + "rewrite_rule.", rule);
            case AutoSubscribeRule rule -> autoSubscribeRule(path + "auto_subscribe_rule.", rule);
            case Schema schema -> schema(path + "schema.", schema);
            case SchemaBinding binding -> schemaBinding(path + "schema_binding.", binding);
        };
    }

    private static long config(String path, ConfigEntry config) {
        Fields.configKey(path + "key", config.key());
        if (config.value() instanceof ConfigValue.OfText text) {
            Fields.text(path + "text", text.value(), Limits.TEXT_BYTES);
            return text.value().length();
        }
        if (config.value() instanceof ConfigValue.OfDecimal decimal && !Double.isFinite(decimal.value())) {
            throw Fields.invalid(path + "decimal", Double.toString(decimal.value()), "it must be finite");
        }
        if (config.value() instanceof ConfigValue.OfDuration duration) {
            Fields.range(path + "duration_millis", duration.millis(), 0, Long.MAX_VALUE);
        }
        return config.key().length();
    }

    private static long tenant(String path, Tenant tenant) {
        Fields.id(path + "name", tenant.name());
        Fields.text(path + "description", tenant.description(), Limits.TEXT_BYTES);
        quota(path + "max_connections_per_node", tenant.maxConnectionsPerNode());
        quota(path + "max_connections_per_second", tenant.maxConnectionsPerSecond());
        quota(path + "max_sessions", tenant.maxSessions());
        quota(path + "max_topics", tenant.maxTopics());
        quota(path + "max_publishes_per_second", tenant.maxPublishesPerSecond());
        return tenant.description().length();
    }

    private static void quota(String field, long value) {
        Fields.range(field, value, 0, Long.MAX_VALUE);
    }

    private static long user(String path, User user) {
        Fields.id(path + "tenant", user.tenant());
        Fields.name(path + "name", user.name());
        hash(path + "password_hash", user.passwordHash(), PASSWORD_HASH, "bcrypt ($2a$, $2b$, $2y$) or argon2id");
        hash(path + "scram_sha_256", user.scramSha256(), SCRAM, "SCRAM-SHA-256$iterations:salt$storedKey:serverKey");
        return 0L
                + user.name().length()
                + user.passwordHash().length()
                + user.scramSha256().length();
    }

    /** The message does not show what was found: it may be somebody's password. */
    private static void hash(String field, String value, Pattern form, String words) {
        if (!value.isEmpty() && !form.matcher(value).matches()) {
            throw RefusedException.of(
                    Reason.NOT_A_HASH,
                    field,
                    field + " is not a hash: " + words + " is allowed",
                    "Hash the password where it is entered; plain text is never stored.");
        }
    }

    private static long aclRule(String path, AclRule rule) {
        Fields.id(path + "tenant", rule.tenant());
        Fields.name(path + "name", rule.name());
        Fields.range(path + "priority", rule.priority(), 0, Integer.MAX_VALUE);
        Fields.range(path + "qos", rule.qosMask(), 1, AclRule.EVERY_QOS);
        if (rule.retain() != null && rule.action() != TopicAction.PUBLISH) {
            throw Fields.invalid(
                    path + "retain", rule.retain().toString(), "it is about publishing only, as the action must be");
        }
        if (Boolean.TRUE.equals(rule.anonymous()) && !rule.usernames().isEmpty()) {
            throw Fields.invalid(
                    path + "anonymous", "true", "an anonymous client has no user name, and usernames are given");
        }
        long chars = lines(path + "client_ids", rule.clientIds(), Limits.TOPIC_BYTES)
                + lines(path + "usernames", rule.usernames(), Limits.NAME_BYTES)
                + lines(path + "addresses", rule.addresses(), ADDRESS_BYTES)
                + lines(path + "topics", rule.topics(), Limits.TOPIC_BYTES);
        each(path + "addresses", rule.addresses(), RuleGrammar::addressBlock);
        each(path + "topics", rule.topics(), RuleGrammar::topicPattern);
        return chars;
    }

    private static void each(String field, List<String> values, BiConsumer<String, String> grammar) {
        for (int i = 0; i < values.size(); i++) {
            grammar.accept(field + "[" + i + "]", values.get(i));
        }
    }

    private static long lines(String field, List<String> values, int maxBytes) {
        Fields.count(field, values.size(), Limits.VALUES_A_RULE);
        long chars = 0;
        for (int i = 0; i < values.size(); i++) {
            Fields.line(field + "[" + i + "]", values.get(i), maxBytes);
            chars += values.get(i).length();
        }
        return chars;
    }

    private static long blockRule(String path, BlockRule rule) {
        Fields.id(path + "tenant", rule.tenant());
        Fields.name(path + "name", rule.name());
        Fields.line(path + "value", rule.value(), Limits.TOPIC_BYTES);
        if (rule.target() == BlockRule.Target.ADDRESS) {
            RuleGrammar.addressBlock(path + "value", rule.value());
        }
        Fields.range(path + "until_millis", rule.untilMillis(), 0, Long.MAX_VALUE);
        Fields.text(path + "description", rule.description(), Limits.TEXT_BYTES);
        return 0L + rule.value().length() + rule.description().length();
    }

    private static long rewriteRule(String path, RewriteRule rule) {
        Fields.id(path + "tenant", rule.tenant());
        Fields.name(path + "name", rule.name());
        Fields.range(path + "priority", rule.priority(), 0, Integer.MAX_VALUE);
        Fields.topic(path + "source_filter", rule.sourceFilter());
        Fields.topic(path + "pattern", rule.pattern());
        Fields.topic(path + "target", rule.target());
        return 0L
                + rule.sourceFilter().length()
                + rule.pattern().length()
                + rule.target().length();
    }

    private static long autoSubscribeRule(String path, AutoSubscribeRule rule) {
        Fields.id(path + "tenant", rule.tenant());
        Fields.name(path + "name", rule.name());
        Fields.topic(path + "topic_filter", rule.topicFilter());
        Fields.range(path + "qos", rule.qos(), 0, AclRule.HIGHEST_QOS);
        Fields.range(path + "retain_handling", rule.retainHandling(), 0, 2);
        return rule.topicFilter().length();
    }

    private static long schema(String path, Schema schema) {
        Fields.id(path + "tenant", schema.tenant());
        Fields.name(path + "name", schema.name());
        if (schema.definition().isEmpty()) {
            throw RefusedException.of(
                    Reason.MISSING_FIELD,
                    path + "definition",
                    path + "definition is missing",
                    "Give the schema itself.");
        }
        Fields.text(path + "definition", schema.definition(), Limits.SCHEMA_BYTES);
        Fields.text(path + "description", schema.description(), Limits.TEXT_BYTES);
        return 0L + schema.definition().length() + schema.description().length();
    }

    private static long schemaBinding(String path, SchemaBinding binding) {
        Fields.id(path + "tenant", binding.tenant());
        Fields.topic(path + "topic_filter", binding.topicFilter());
        Fields.name(path + "schema", binding.schema());
        return 0L + binding.topicFilter().length() + binding.schema().length();
    }
}
