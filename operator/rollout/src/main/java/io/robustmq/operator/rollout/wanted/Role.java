package io.robustmq.operator.rollout.wanted;

import java.util.List;

/** What a pod is, in the order in which a cluster is made and upgraded. */
public enum Role {
    PLACEMENT,
    JOURNAL,
    BROKER;

    public static final List<Role> IN_ORDER = List.of(values());
}
