package io.robustmq.broker.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.robustmq.broker.core.access.AclRule;
import io.robustmq.broker.core.access.AclRule.Action;
import io.robustmq.broker.core.access.AclRule.Permission;
import io.robustmq.broker.core.access.AclSubject;
import io.robustmq.broker.core.access.AddressBlock;
import io.robustmq.broker.core.access.TopicPattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads one {@code [[rule]]} of the access file. */
final class RuleReader {

    static final List<String> KEYS =
            List.of("permission", "user", "client_id", "address", "anonymous", "action", "qos", "retain", "topics");

    private RuleReader() {}

    /** The rule, or nothing if problems were noted. */
    static Optional<AclRule> read(TableReader entry) {
        Permission permission = entry.word("permission", List.of(Permission.values()), null);
        if (!entry.has("permission")) {
            entry.problem("permission", "is missing; say allow or deny");
        }
        AclSubject who = who(entry);
        Action action = entry.word("action", List.of(Action.values()), Action.ALL);
        List<Integer> qos = entry.elements("qos", RuleReader::qos);
        Boolean retain = entry.flag("retain");
        if (retain != null && action != Action.PUBLISH) {
            entry.problem("retain", "is about publishing only; add action = \"publish\"");
        }
        List<TopicPattern> topics = entry.elements("topics", RuleReader::topic);
        if (permission == null || action == null) {
            return Optional.empty();
        }
        int qosMask = entry.has("qos") ? AclRule.qosMask(Set.copyOf(qos)) : AclRule.ANY_QOS;
        return Optional.of(new AclRule(permission, who, action, qosMask, retain, entry.has("topics") ? topics : null));
    }

    private static AclSubject who(TableReader entry) {
        Boolean anonymous = entry.flag("anonymous");
        if (anonymous != null && anonymous && entry.has("user")) {
            entry.problem("anonymous", "with user is nobody: an anonymous client has no user name; remove one of them");
        }
        return new AclSubject(
                Set.copyOf(entry.each("client_id", Function.identity())),
                Set.copyOf(entry.each("user", Function.identity())),
                entry.each("address", AddressBlock::parse),
                anonymous);
    }

    private static Integer qos(JsonNode value) {
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0 || value.intValue() > 2) {
            throw new IllegalArgumentException("is a QoS: 0, 1 or 2, or some of them in brackets");
        }
        return value.intValue();
    }

    private static TopicPattern topic(JsonNode value) {
        if (value.isTextual()) {
            return TopicPattern.of(value.textValue());
        }
        if (value.isObject() && value.size() == 1 && value.path("eq").isTextual()) {
            return TopicPattern.verbatim(value.path("eq").textValue());
        }
        throw new IllegalArgumentException(
                "is a topic filter in quotes, or { eq = \"...\" } for one taken word for word");
    }
}
