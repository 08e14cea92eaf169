package io.robustmq.placement.server.history;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A history that cannot be was told once: the test that found it may find none when it is run once more, and fails all the same. What
 * fails for another reason, as on a busy machine, may be tried again.
 */
public final class Violations {

    /** Of all tests in this process. */
    public static final Violations OF_THIS_PROCESS = new Violations();

    private final AtomicReference<@Nullable AssertionError> first = new AtomicReference<>();

    /** Fails if a search has found one before, whatever it was about. */
    public void requireNone() {
        AssertionError before = first.get();
        if (before != null) {
            throw new AssertionError("found before: " + before.getMessage(), before);
        }
    }

    /** Runs what fails if it finds one. */
    public void check(Runnable search) {
        requireNone();
        try {
            search.run();
        } catch (AssertionError found) {
            first.compareAndSet(null, found);
            throw found;
        }
    }
}
