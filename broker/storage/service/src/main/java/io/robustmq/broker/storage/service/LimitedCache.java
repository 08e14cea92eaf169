package io.robustmq.broker.storage.service;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was read from a service and may be wanted again: at most so many bytes, what was used longest ago goes first. Several
 * who want the same thing at the same time cause one read. Thread-safe.
 *
 * @param <V> never changes once it is in here
 */
public final class LimitedCache<V> {
    private static final int BYTES_A_NAME = 128;

    private final long maxBytes;
    private final ToLongFunction<V> size;
    private final LinkedHashMap<String, V> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<String, CompletableFuture<V>> loading = new HashMap<>();
    private long bytes;

    public LimitedCache(long maxBytes, ToLongFunction<V> size) {
        this.maxBytes = maxBytes;
        this.size = size;
    }

    /** What is kept under a name, or what {@code load} gets, which is then kept. */
    public CompletionStage<V> get(String name, Supplier<CompletionStage<V>> load) {
        CompletableFuture<V> mine;
        synchronized (this) {
            V found = kept.get(name);
            if (found != null) {
                return CompletableFuture.completedStage(found);
            }
            CompletableFuture<V> others = loading.get(name);
            if (others != null) {
                return others;
            }
            mine = new CompletableFuture<>();
            loading.put(name, mine);
        }
        CompletionStage<V> loaded;
        try {
            loaded = load.get();
        } catch (RuntimeException e) {
            loaded = CompletableFuture.failedStage(e);
        }
        loaded.whenComplete((value, failure) -> {
            synchronized (this) {
                loading.remove(name);
                if (failure == null) {
                    keep(name, value);
                }
            }
            if (failure == null) {
                mine.complete(value);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    /** What is kept under a name; null if nothing is, or not yet. */
    public synchronized @Nullable V kept(String name) {
        return kept.get(name);
    }

    public synchronized void put(String name, V value) {
        keep(name, value);
    }

    /** About how many bytes are kept. */
    public synchronized long bytes() {
        return bytes;
    }

    private void keep(String name, V value) {
        @Nullable V before = kept.put(name, value);
        bytes += weight(value) - (before == null ? 0 : weight(before));
        var eldest = kept.entrySet().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            V gone = eldest.next().getValue();
            eldest.remove();
            bytes -= weight(gone);
        }
    }

    private long weight(V value) {
        return BYTES_A_NAME + size.applyAsLong(value);
    }
}
