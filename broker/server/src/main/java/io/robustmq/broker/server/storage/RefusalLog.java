package io.robustmq.broker.server.storage;

import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Says in the log when storage begins to refuse writes that it may take later, since its disk is full or its service is away, and
 * when that is over. Where it comes and goes it is told about every {@value #LEAST_SECONDS} seconds. For any thread.
 */
final class RefusalLog {
    static final int LEAST_SECONDS = 60;
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(LEAST_SECONDS);

    private final String where;
    private final Consumer<String> warning;
    private final Consumer<String> information;
    private volatile boolean refuses;

    // Guarded by this
    private boolean told;
    private boolean toldBefore;
    private long toldNanos;

    /** @param where which storage, and where its data is */
    RefusalLog(String where, Consumer<String> warning, Consumer<String> information) {
        this.where = where;
        this.warning = warning;
        this.information = information;
    }

    /** A write was refused. */
    void onRefused(Kind kind, String why, long nowNanos) {
        if (!kind.mayPass()) {
            return;
        }
        synchronized (this) {
            refuses = true;
            if (!told && (!toldBefore || nowNanos - toldNanos >= LEAST_NANOS)) {
                told = true;
                toldBefore = true;
                toldNanos = nowNanos;
                warning.accept(where + " takes no more for now, so messages for stored sessions are refused: " + why);
            }
        }
    }

    /** A write is done. */
    void onWritten() {
        if (refuses) {
            over();
        }
    }

    private synchronized void over() {
        refuses = false;
        if (told) {
            told = false;
            information.accept(where + " takes writes again");
        }
    }
}
