package io.robustmq.broker.storage.tier;

/** How readers get along with a tier that is away: who has just seen it fail spares the others the wait. Thread-safe. */
final class Patience {
    private static final long FAIL_FAST_NANOS = 1_000_000_000;

    private final long timeoutMillis;
    private volatile Runnable onSeen = () -> {};
    private volatile String trouble = "";
    private volatile long failedNanos;

    Patience(long timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    void require(RemoteSegment segment) throws TierUnavailableException {
        String why = trouble;
        if (!why.isEmpty() && System.nanoTime() - failedNanos < FAIL_FAST_NANOS) {
            throw new TierUnavailableException("The old records in " + segment.name() + " cannot be read now: " + why);
        }
    }

    /** @param seen done when the tier fails, and when it answers again */
    void tell(Runnable seen) {
        onSeen = seen;
    }

    void answered() {
        if (!trouble.isEmpty()) {
            trouble = "";
            onSeen.run();
        }
    }

    void failed(String why) {
        failedNanos = System.nanoTime();
        trouble = why;
        onSeen.run();
    }

    String trouble() {
        return trouble;
    }
}
