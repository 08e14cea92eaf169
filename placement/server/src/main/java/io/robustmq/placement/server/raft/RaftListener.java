package io.robustmq.placement.server.raft;

/** Is told what becomes of this member, by the threads of the log: it must return at once. */
public interface RaftListener {

    /** This member leads, and has applied everything earlier leaders committed. */
    void onLeading(long term);

    /** This member no longer leads, or another leader was found. */
    void onFollowing();

    /** This member can no longer take part. Whatever it holds in memory is suspect. */
    void onFailure(Throwable cause);
}
