package io.robustmq.broker.core.access;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the access rules: it allows or denies some clients an action on some topics.
 *
 * @param qosMask bit n is set if the rule is about QoS n, of the message or the one the subscription asks for
 * @param retain true for publications with the RETAIN flag only, false for those without only, null for both; says nothing
 *     about subscriptions
 * @param topics null for every topic, those that begin with {@code $} included; a rule with an empty list is never met
 */
public record AclRule(
        Permission permission,
        AclSubject who,
        Action action,
        int qosMask,
        @Nullable Boolean retain,
        @Nullable List<TopicPattern> topics) {

    /** Every QoS. */
    public static final int ANY_QOS = 0b111;

    /** What the rule says of those it is about. */
    public enum Permission {
        ALLOW,
        DENY
    }

    /** What they want to do. */
    public enum Action {
        PUBLISH,
        SUBSCRIBE,
        ALL;

        boolean includes(Action wanted) {
            return this == ALL || this == wanted;
        }
    }

    public AclRule {
        topics = topics == null ? null : List.copyOf(topics);
    }

    /** The mask of some QoS levels, 0 to 2. */
    public static int qosMask(Set<Integer> levels) {
        int mask = 0;
        for (int qos : levels) {
            mask |= 1 << qos;
        }
        return mask;
    }

    boolean allows() {
        return permission == Permission.ALLOW;
    }

    private boolean isAboutQos(int qos) {
        return (qosMask >> qos & 1) != 0;
    }

    /** Whether the rule decides about this publication. */
    boolean isAboutPublish(Identity client, byte[] topic, int qos, boolean retained) {
        return isAboutQos(qos)
                && (retain == null || retain == retained)
                && who.includesName(client)
                && hasTopic(topic, client)
                && who.includesAddress(client);
    }

    private boolean hasTopic(byte[] topic, Identity client) {
        if (topics == null) {
            return true;
        }
        boolean grants = allows();
        for (int i = 0; i < topics.size(); i++) {
            if (topics.get(i).matches(topic, client, grants)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the rule has a say in this client's subscriptions, on whatever filter. */
    boolean isAboutSubscriber(Identity client, int qos) {
        return isAboutQos(qos) && who.includesName(client) && who.includesAddress(client);
    }
}
