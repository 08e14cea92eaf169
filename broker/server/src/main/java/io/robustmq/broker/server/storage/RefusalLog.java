package io.robustmq.broker.server.storage;

import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.function.Consumer;

/**
 * Says in the log when storage begins to refuse writes that it may take later, since its disk is full or its service is away, and
 * when that is over. Where it comes and goes it is told about every {@value TroubleLog#LEAST_SECONDS} seconds. For any thread.
 */
final class RefusalLog {
    private final String where;
    private final TroubleLog log;
    private volatile boolean refuses;

    /** @param where which storage, and where its data is */
    RefusalLog(String where, Consumer<String> warning, Consumer<String> information) {
        this.where = where;
        this.log = new TroubleLog(warning, information);
    }

    /** A write was refused. */
    void onRefused(Kind kind, String why, long nowNanos) {
        if (kind.mayPass()) {
            log.onTrouble(
                    where + " takes no more for now, so messages for stored sessions are refused: " + why, nowNanos);
            refuses = true;
        }
    }

    /** A write is done. */
    void onWritten() {
        if (refuses) {
            refuses = false;
            log.onOver(where + " takes writes again");
        }
    }
}
