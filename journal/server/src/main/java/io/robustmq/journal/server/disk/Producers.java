package io.robustmq.journal.server.disk;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.Limits;
import io.robustmq.journal.api.v1.Remembered;
import io.robustmq.journal.api.v1.Remembered.Answered;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last answers of the producers of all shards, as the state has them. Of each shard the {@value #MAX} producers are kept that
 * wrote last: the same on all replicas. Thread-safe.
 */
final class Producers {
    static final int MAX = 1_000;

    /** By shard; of each, who wrote longest ago comes first. */
    private final Map<Integer, LinkedHashMap<ByteString, Remembered>> shards = new HashMap<>();

    synchronized void clear() {
        shards.clear();
    }

    /** Takes up what is stored, in any order. */
    synchronized void load(int shard, List<Map.Entry<ByteString, Remembered>> stored) {
        LinkedHashMap<ByteString, Remembered> of = new LinkedHashMap<>();
        stored.stream()
                .sorted(Comparator.comparingLong(entry -> lastOffset(entry.getValue())))
                .forEach(entry -> of.put(entry.getKey(), entry.getValue()));
        shards.put(shard, of);
    }

    private static long lastOffset(Remembered remembered) {
        return remembered.getAnswers(remembered.getAnswersCount() - 1).getFirstOffset();
    }

    synchronized @Nullable Remembered get(int shard, ByteString producer) {
        LinkedHashMap<ByteString, Remembered> of = shards.get(shard);
        return of == null ? null : of.get(producer);
    }

    /** Adds an answer; returns what is to be stored for its producer. */
    synchronized Remembered add(int shard, ByteString producer, Answered answered) {
        LinkedHashMap<ByteString, Remembered> of = shards.computeIfAbsent(shard, none -> new LinkedHashMap<>());
        Remembered before = of.remove(producer);
        Remembered.Builder now = before == null ? Remembered.newBuilder() : before.toBuilder();
        if (now.getAnswersCount() >= Limits.REMEMBERED) {
            now.removeAnswers(0);
        }
        Remembered after = now.addAnswers(answered).build();
        of.put(producer, after);
        return after;
    }

    /** Forgets who wrote longest ago if there are too many; returns that, or null. */
    synchronized @Nullable ByteString forget(int shard) {
        LinkedHashMap<ByteString, Remembered> of = shards.get(shard);
        return of == null || of.size() <= MAX ? null : of.pollFirstEntry().getKey();
    }
}
