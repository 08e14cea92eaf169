package io.robustmq.broker.storage.s3;

import io.robustmq.broker.storage.s3.object.ObjectNames;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The object that says which broker is there: its id and a number that grows, written every third of the lease. It only keeps
 * out those who should not try; that nobody writes who has lost a shard is up to the shard's chain. No clocks are compared: a
 * broker is there if its number grows while one looks.
 */
final class Owner {
    private static final String NOBODY = "nobody";

    private final ObjectStore store;
    private final String name;
    private final String id;
    private long beats;

    Owner(ObjectStore store, ObjectNames names, String id) {
        this.store = store;
        this.name = names.owner();
        this.id = id;
    }

    /**
     * Waits until nobody else is there, and puts our name down.
     *
     * @param waiter waits for the store, and for the lease
     * @throws StorageException with {@link Kind#UNAVAILABLE} if another broker is there
     */
    void take(Duration lease, Waiter waiter) {
        String seen = waiter.await(read());
        if (!isFree(seen)) {
            waiter.sleep(lease);
            String now = waiter.await(read());
            if (!now.equals(seen) && !isFree(now)) {
                throw new StorageException(
                        Kind.UNAVAILABLE,
                        "The data belongs to broker " + holder(now)
                                + ", which is alive: stop it, or give this one a prefix of its own");
            }
        }
        waiter.await(beat());
    }

    /** What may wait; not an event loop. */
    interface Waiter {
        <T> T await(CompletionStage<T> stage);

        void sleep(Duration time);
    }

    /** Says that we are there. False: somebody else has put their name down. */
    CompletionStage<Boolean> renew() {
        return read().thenCompose(found ->
                isFree(found) ? beat().thenApply(done -> true) : CompletableFuture.completedStage(false));
    }

    /** Lets others in without waiting. */
    CompletionStage<Void> giveUp() {
        return read().thenCompose(found ->
                isFree(found) ? store.put(name, text(NOBODY + " 0")) : CompletableFuture.completedStage(null));
    }

    private CompletionStage<Void> beat() {
        return store.put(name, text(id + " " + ++beats));
    }

    private CompletionStage<String> read() {
        return store.get(name)
                .thenApply((Optional<byte[]> found) -> found.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(NOBODY + " 0"));
    }

    private boolean isFree(String content) {
        return holder(content).equals(NOBODY) || holder(content).equals(id);
    }

    private static String holder(String content) {
        return content.split(" ", 2)[0];
    }

    private static byte[] text(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}
