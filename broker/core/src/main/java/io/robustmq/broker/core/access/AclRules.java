package io.robustmq.broker.core.access;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.List;

/**
 * An ordered list of rules, of which the first that is about a topic decides; a topic no rule is about falls to the default.
 * Superusers may do everything. Immutable.
 *
 * <p><b>Publishing</b> asks about one topic. <b>Subscribing</b> asks about all topics the filter can match, now or later,
 * and deliveries are not checked again: so a subscription is granted only if <b>each</b> of those topics would be allowed.
 * Going through the rules in order:
 *
 * <ul>
 *   <li>a rule that allows grants the subscription if one of its filters covers it, that is, matches every topic that the
 *       subscription matches: {@code a/#} covers {@code a/+}, {@code a/+} does not cover {@code a/#};
 *   <li>a rule that denies refuses it if one of its filters overlaps it, that is, some topic matches both ({@code a/secret}
 *       refuses {@code a/+} and {@code #}), unless a rule before it allows all those topics;
 *   <li>a {@linkplain TopicPattern.Verbatim verbatim} pattern decides only about the subscription written just so.
 * </ul>
 *
 * <p>The answer errs on the side of refusal in one case: where only several filters together, each too narrow alone, allow
 * what the subscription matches.
 */
public final class AclRules implements Authorizer {
    private final RuleIndex publish;
    private final RuleIndex subscribe;
    private final boolean allowedByDefault;
    private final int version;

    /** Rules in the order they are tried; {@code version} is what {@link #version()} tells. */
    public AclRules(List<AclRule> rules, boolean allowedByDefault, int version) {
        this.publish = new RuleIndex(rules, AclRule.Action.PUBLISH);
        this.subscribe = new RuleIndex(rules, AclRule.Action.SUBSCRIBE);
        this.allowedByDefault = allowedByDefault;
        this.version = version;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public boolean mayPublish(Identity identity, TopicName topic, int qos, boolean retain) {
        if (identity.superuser()) {
            return true;
        }
        byte[] name = topic.utf8();
        RuleIndex.Walk rules = publish.rulesFor(identity);
        for (AclRule rule = rules.next(); rule != null; rule = rules.next()) {
            if (rule.isAboutPublish(identity, name, qos, retain)) {
                return rule.allows();
            }
        }
        return allowedByDefault;
    }

    @Override
    public boolean maySubscribe(Identity identity, TopicFilter filter, int qos) {
        return identity.superuser() || new Decision(identity, filter.utf8()).by(subscribe.rulesFor(identity), qos);
    }

    /** The way of one subscription through the rules. */
    private final class Decision {
        private final Identity who;
        private final byte[] wanted;
        /** What rules so far allow of it: each a part, none the whole. */
        private final List<byte[]> allowedParts = new ArrayList<>();

        private Decision(Identity who, byte[] wanted) {
            this.who = who;
            this.wanted = wanted;
        }

        private boolean by(RuleIndex.Walk rules, int qos) {
            for (AclRule rule = rules.next(); rule != null; rule = rules.next()) {
                if (rule.isAboutSubscriber(who, qos) && decides(rule)) {
                    return rule.allows();
                }
            }
            return allowedByDefault;
        }

        private boolean decides(AclRule rule) {
            List<TopicPattern> topics = rule.topics();
            if (topics == null) {
                return true;
            }
            for (TopicPattern topic : topics) {
                boolean decides =
                        switch (topic) {
                            case TopicPattern.Verbatim verbatim -> verbatim.matches(wanted, who, rule.allows());
                            case TopicPattern.Filter filter -> rule.allows() ? allowsAll(filter) : deniesSome(filter);
                        };
                if (decides) {
                    return true;
                }
            }
            return false;
        }

        private boolean allowsAll(TopicPattern.Filter topics) {
            byte[] allowed = topics.filterFor(who, true);
            if (allowed == null) {
                return false;
            }
            allowedParts.add(allowed);
            return FilterRelation.covers(allowed, wanted);
        }

        private boolean deniesSome(TopicPattern.Filter topics) {
            byte[] denied = topics.filterFor(who, false);
            byte[] both = denied == null ? null : FilterRelation.intersection(wanted, denied);
            if (both == null) {
                return false;
            }
            for (byte[] part : allowedParts) {
                if (FilterRelation.covers(part, both)) {
                    return false;
                }
            }
            return true;
        }
    }
}
