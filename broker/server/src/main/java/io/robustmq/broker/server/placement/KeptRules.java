package io.robustmq.broker.server.placement;

import io.robustmq.broker.core.access.AclRule;
import io.robustmq.broker.core.access.AclSubject;
import io.robustmq.broker.core.access.AddressBlock;
import io.robustmq.broker.core.access.TopicPattern;
import io.robustmq.broker.server.access.BlockList;
import io.robustmq.broker.server.access.PasswordHash;
import io.robustmq.broker.server.access.ScramVerifier;
import io.robustmq.broker.server.access.User;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.TopicAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Users and rules of the placement as this broker applies them. What it cannot apply is a {@link BadField}. */
final class KeptRules {

    private KeptRules() {}

    /** A value that means nothing here. */
    static final class BadField extends RuntimeException {
        private final String field;

        /** @param field its path below the entry, as {@code addresses[2]} */
        BadField(String field, String message) {
            super(message, null, false, false);
            this.field = field;
        }

        String field() {
            return field;
        }
    }

    static User user(io.robustmq.placement.state.model.User user) {
        return new User(
                user.name(),
                parsed("password_hash", user.passwordHash(), PasswordHash::parse),
                parsed("scram_sha256", user.scramSha256(), ScramVerifier::parse),
                user.superuser());
    }

    private static <T> @Nullable T parsed(String field, String text, Function<String, T> parse) {
        try {
            return text.isEmpty() ? null : parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new BadField(field, String.valueOf(e.getMessage()));
        }
    }

    static AclRule rule(io.robustmq.placement.state.model.AclRule rule) {
        if (rule.retain() != null && rule.action() != TopicAction.PUBLISH) {
            throw new BadField("retain", "is about publishing only; the action is " + rule.action());
        }
        if (Boolean.TRUE.equals(rule.anonymous()) && !rule.usernames().isEmpty()) {
            throw new BadField("anonymous", "with usernames is nobody: an anonymous client has no user name");
        }
        return new AclRule(
                AclRule.Permission.valueOf(rule.permission().name()),
                new AclSubject(
                        Set.copyOf(rule.clientIds()),
                        Set.copyOf(rule.usernames()),
                        each("addresses", rule.addresses(), AddressBlock::parse),
                        rule.anonymous()),
                action(rule.action()),
                rule.qosMask(),
                rule.retain(),
                rule.topics().isEmpty() ? null : each("topics", rule.topics(), TopicPattern::of));
    }

    private static AclRule.Action action(TopicAction action) {
        return switch (action) {
            case PUBLISH -> AclRule.Action.PUBLISH;
            case SUBSCRIBE -> AclRule.Action.SUBSCRIBE;
            case PUBLISH_AND_SUBSCRIBE -> AclRule.Action.ALL;
        };
    }

    private static <T> List<T> each(String field, List<String> texts, Function<String, T> parse) {
        List<T> all = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            try {
                all.add(parse.apply(texts.get(i)));
            } catch (IllegalArgumentException e) {
                throw new BadField(
                        texts.size() == 1 ? field : field + "[" + i + "]", e.getMessage() + ": " + texts.get(i));
            }
        }
        return all;
    }

    static BlockList.Entry blocked(BlockRule rule) {
        BlockList.Target target = BlockList.Target.valueOf(rule.target().name());
        if (target == BlockList.Target.ADDRESS) {
            each("value", List.of(rule.value()), AddressBlock::parse);
        }
        return new BlockList.Entry(target, rule.value(), rule.untilMillis());
    }
}
