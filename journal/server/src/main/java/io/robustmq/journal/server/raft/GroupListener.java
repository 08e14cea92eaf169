package io.robustmq.journal.server.raft;

/** Is told what becomes of a replica, by the threads of its log: it must return at once. */
public interface GroupListener {

    /** It leads, and has applied everything earlier leaders committed. */
    void onLeading(long term);

    /** It no longer leads, or another leader was found. */
    void onFollowing();

    /** It can no longer take part. Whatever it holds in memory is suspect. */
    void onFailure(Throwable cause);
}
