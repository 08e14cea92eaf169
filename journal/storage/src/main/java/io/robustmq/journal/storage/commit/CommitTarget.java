package io.robustmq.journal.storage.commit;

/**
 * A log, as its committer sees it. All calls come from the committer's thread; none throws: what fails is answered to those
 * who wait.
 */
public interface CommitTarget {

    /** Writes what waits, up to a limit; returns whether there was anything to do. */
    boolean write(long nowMillis);

    /** Makes it safe as the log's policy wants, gives it to readers and answers those who wait. After each {@link #write}. */
    void complete(long nowMillis);

    /** When it wants a turn even if nothing comes, wall clock; {@link Long#MAX_VALUE} for never. */
    long dueMillis();

    /** Whether it wants no more turns. */
    boolean isClosed();
}
