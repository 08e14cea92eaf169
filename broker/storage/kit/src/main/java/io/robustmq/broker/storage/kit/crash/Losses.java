package io.robustmq.broker.storage.kit.crash;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What was lost once is lost, though the test that found it, run once more, might find nothing: it fails again. */
final class Losses {
    private static final AtomicReference<@Nullable AssertionError> FIRST = new AtomicReference<>();

    private Losses() {}

    /** Runs what looks for losses; fails if it finds one, or if one was found before in this process. */
    static void check(Runnable search) {
        AssertionError before = FIRST.get();
        if (before != null) {
            throw new AssertionError("found before: " + before.getMessage(), before);
        }
        try {
            search.run();
        } catch (AssertionError e) {
            FIRST.compareAndSet(null, e);
            throw e;
        }
    }
}
