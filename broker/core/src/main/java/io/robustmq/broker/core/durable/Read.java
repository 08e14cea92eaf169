package io.robustmq.broker.core.durable;

import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What has come of reading from a shard's log. */
public sealed interface Read {

    /** @param isCutOff whether limits of the log had cut off something that who reads there may have needed */
    record Page(RecordPage records, boolean isCutOff) implements Read {}

    /** It could not be read just now: the medium was not reached, or has too much to do. */
    record NotNow() implements Read {
        static final NotNow INSTANCE = new NotNow();
    }

    /** What stands there cannot be read, and asking again will not mend it. */
    record Damaged() implements Read {
        static final Damaged INSTANCE = new Damaged();
    }

    /** Why there is no page. */
    static Read failed(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof StorageException storage)) {
            return Damaged.INSTANCE;
        }
        return switch (storage.kind()) {
            case UNAVAILABLE, FULL, CLOSED -> NotNow.INSTANCE;
            case FAILED, CONFLICT, TOO_LARGE -> Damaged.INSTANCE;
        };
    }
}
