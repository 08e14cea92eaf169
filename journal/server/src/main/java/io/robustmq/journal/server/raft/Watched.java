package io.robustmq.journal.server.raft;

import org.jspecify.annotations.Nullable;

/** Keeps why a replica has failed; wakes who follows when it does not lead any more. */
final class Watched implements GroupListener {
    private final AppliedEnd end;
    private volatile @Nullable Throwable failure;
    private volatile boolean closing;

    Watched(AppliedEnd end) {
        this.end = end;
    }

    @Override
    public void onLeading(long term) {}

    @Override
    public void onFollowing() {
        end.wake();
    }

    @Override
    public void onFailure(Throwable cause) {
        if (!closing && failure == null) {
            failure = cause;
            System.getLogger(Watched.class.getName()).log(System.Logger.Level.ERROR, "a replica has failed", cause);
        }
    }

    /** What fails from now on does so because it is closed. */
    void closing() {
        closing = true;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }
}
