package io.robustmq.placement.raft;

import org.jspecify.annotations.Nullable;

/** This member does not lead, so nothing was done. */
public final class NotLeadingException extends RuntimeException {

    private final transient @Nullable Member leader;

    public NotLeadingException(@Nullable Member leader) {
        super(leader == null ? "no leader is known" : "the leader is " + leader.id(), null, false, false);
        this.leader = leader;
    }

    /** Who leads, as far as this member knows. */
    public @Nullable Member leader() {
        return leader;
    }
}
