package io.robustmq.placement.state.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Allows or denies some clients an action on some topics. Rules of a tenant are tried by priority, lowest first, and then by
 * name; the first that is about the topic decides.
 *
 * @param clientIds with {@code usernames}, {@code addresses} and {@code anonymous} whom it is about: every condition that is
 *     given must hold, within one any of its values; all empty means everyone
 * @param addresses addresses or blocks, as {@code 10.0.0.0/8}
 * @param anonymous true for clients without user name only, false for those with one only, null for both
 * @param qosMask bit n is set if the rule is about QoS n; 1 to 7
 * @param retain true for publications with RETAIN only, false for those without only, null for both
 * @param topics patterns, as {@code sensors/${clientid}/#}; empty for every topic
 */
public record AclRule(
        String tenant,
        String name,
        int priority,
        Permission permission,
        TopicAction action,
        List<String> clientIds,
        List<String> usernames,
        List<String> addresses,
        @Nullable Boolean anonymous,
        int qosMask,
        @Nullable Boolean retain,
        List<String> topics)
        implements Resource {

    public static final int HIGHEST_QOS = 2;

    /** Of {@link #qosMask}. */
    public static final int EVERY_QOS = 0b111;

    /** What the rule says of those it is about. */
    public enum Permission {
        ALLOW,
        DENY
    }

    public AclRule {
        clientIds = List.copyOf(clientIds);
        usernames = List.copyOf(usernames);
        addresses = List.copyOf(addresses);
        topics = List.copyOf(topics);
    }

    @Override
    public Ref ref() {
        return new Ref(Kind.ACL_RULE, tenant, name);
    }
}
