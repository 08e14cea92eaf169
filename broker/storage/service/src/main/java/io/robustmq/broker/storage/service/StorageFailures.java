package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Failures as the storage layer names them. */
public final class StorageFailures {
    private StorageFailures() {}

    /** The failure itself if it is of the storage layer; else {@link Kind#UNAVAILABLE}, as nobody knows what has happened. */
    public static StorageException of(@Nullable Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof StorageException storage) {
            return storage;
        }
        return new StorageException(Kind.UNAVAILABLE, "The medium did not answer: " + says(cause), cause);
    }

    /** Without what stages wrap around it. */
    public static Throwable unwrapped(@Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("no answer and no failure") : failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** What it says, in one line and at most 300 characters. */
    public static String says(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String line = message.lines().findFirst().orElse(message);
        return line.length() > 300 ? line.substring(0, 300) : line;
    }
}
