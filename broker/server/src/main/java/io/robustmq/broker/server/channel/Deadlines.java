package io.robustmq.broker.server.channel;

import java.util.LinkedHashMap;
import java.util.function.Consumer;

/**
 * Who has to be done by when. Every entry gets the same time, so that the oldest is always the first to run out; adding,
 * removing and looking cost the same however many there are.
 *
 * <p>Confined to one lane. Times are {@link System#nanoTime()}.
 */
final class Deadlines<T> {
    private final LinkedHashMap<T, Long> byAge = new LinkedHashMap<>();

    void add(T entry, long deadlineNanos) {
        byAge.put(entry, deadlineNanos);
    }

    /** Takes an entry out that is done, or was never in. */
    void remove(T entry) {
        byAge.remove(entry);
    }

    int size() {
        return byAge.size();
    }

    /** Hands out, and forgets, those whose time is up. */
    void expire(long nowNanos, Consumer<? super T> late) {
        while (!byAge.isEmpty()) {
            var oldest = byAge.firstEntry();
            if (oldest.getValue() - nowNanos > 0) {
                return;
            }
            byAge.remove(oldest.getKey());
            late.accept(oldest.getKey());
        }
    }
}
