package io.robustmq.placement.server.lifecycle;

import io.robustmq.placement.server.raft.RaftStatus;

/**
 * Notices a member that has a leader and gets nothing of it although it lacks entries. So it is with one that has acknowledged entries and
 * lost them: its leader counts them as being there, and does not send them again. To be told of once; a snapshot that is long on
 * its way looks the same, so it is no reason to end.
 *
 * <p>Confined to one thread.
 */
final class Stall {

    /** Looks, a second apart. */
    private static final int LOOKS = 15;

    private long index = -1;
    private int same;

    /** @return true once for each time that it stands still */
    boolean isSeenIn(RaftStatus status) {
        boolean waits = status.role() == RaftStatus.Role.FOLLOWER && status.leader() != null && status.behind() > 0;
        same = waits && status.lastIndex() == index ? same + 1 : 0;
        index = status.lastIndex();
        return same == LOOKS;
    }
}
