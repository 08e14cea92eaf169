package io.robustmq.broker.server.storage;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Says in the log when a trouble begins that may pass, and when it is over. Where it comes and goes it is told about every
 * {@value #LEAST_SECONDS} seconds. For any thread.
 */
final class TroubleLog {
    static final int LEAST_SECONDS = 60;
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(LEAST_SECONDS);

    private final Consumer<String> warning;
    private final Consumer<String> information;

    // Guarded by this
    private boolean told;
    private boolean toldBefore;
    private long toldNanos;

    TroubleLog(Consumer<String> warning, Consumer<String> information) {
        this.warning = warning;
        this.information = information;
    }

    /** There is trouble, maybe for long. */
    synchronized void onTrouble(String line, long nowNanos) {
        if (!told && (!toldBefore || nowNanos - toldNanos >= LEAST_NANOS)) {
            told = true;
            toldBefore = true;
            toldNanos = nowNanos;
            warning.accept(line);
        }
    }

    /** It is over, if it was told. */
    synchronized void onOver(String line) {
        if (told) {
            told = false;
            information.accept(line);
        }
    }
}
