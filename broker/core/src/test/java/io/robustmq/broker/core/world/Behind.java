package io.robustmq.broker.core.world;

import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * Which writes of a shard fail because one before them has failed for now: no more of them than {@link Shard#write} promises. They
 * are those asked for behind the first before that was told; what is asked for later may go, though of others that failed with the
 * first nobody has been told yet.
 */
final class Behind {

    /** How the first has failed, of which nobody has been told; null if there is none. */
    private StorageException.@Nullable Kind untold;

    /** What was asked for up to this number is behind a first one that was told since. */
    private long last;

    private StorageException.Kind kind = StorageException.Kind.UNAVAILABLE;

    /** Whether of what has failed something has not happened: then nothing that is behind it may. */
    private boolean holed;

    boolean has(long number) {
        return untold != null || number <= last;
    }

    /** A write is begun. Returns whether it is behind none. */
    boolean isFresh(long number) {
        boolean isFresh = !has(number);
        if (isFresh) {
            holed = false;
        }
        return isFresh;
    }

    /** How those behind fail. */
    StorageException.Kind kind() {
        return untold == null ? kind : untold;
    }

    /** Whether a write may be done though it is said to have failed. */
    boolean mayHappen(long number) {
        return !has(number) || !holed;
    }

    /** A write, whether it is behind or the first, has failed and is not done. */
    void isNotDone() {
        holed = true;
    }

    /** The first has failed. */
    void begins(StorageException.Kind how) {
        untold = how;
    }

    /** It is told; what was asked for up to a number is behind it. */
    void ends(long asked) {
        kind = kind();
        untold = null;
        last = asked;
    }

    void forget() {
        untold = null;
    }
}
