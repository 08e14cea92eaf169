package io.robustmq.broker.storage.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.StorageException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waits for what an adapter answers; never longer than a minute. */
public final class Answers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Answers() {}

    /** The value of a stage; throws what it fails with. */
    public static <T extends @Nullable Object> T of(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageException refusal) {
                throw refusal;
            }
            throw new AssertionError("failed with something else than a StorageException", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What a stage fails with. */
    public static StorageException refusal(CompletionStage<?> stage) {
        try {
            Object answer = of(stage);
            throw new AssertionError("answered " + answer + " instead of failing");
        } catch (StorageException e) {
            assertThat(e.getMessage()).isNotBlank();
            return e;
        }
    }

    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
