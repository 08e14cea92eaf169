package io.robustmq.journal.server.raft;

import org.jspecify.annotations.Nullable;

/** Keeps why a replica has failed. */
final class Watched implements GroupListener {
    private volatile @Nullable Throwable failure;
    private volatile boolean closing;

    @Override
    public void onLeading(long term) {}

    @Override
    public void onFollowing() {}

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
