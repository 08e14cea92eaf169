package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Doubt;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packet ids of QoS 2 publications that have come in and are not released yet: seeing one again is a repetition, not a new
 * message [MQTT-4.3.3-10]. Ids 1..65,535; up to 8 KiB when ids are spread widely. Confined to the session's lane.
 */
final class PacketIds {
    /** The shard of an id that is not in storage. */
    static final int NOT_STORED = -1;

    private final BitSet ids = new BitSet();
    private @Nullable Map<Integer, Integer> shards;
    private final Map<Integer, Long> doubtful = new HashMap<>(0);
    private int count;

    boolean contains(int packetId) {
        return ids.get(packetId);
    }

    int size() {
        return count;
    }

    void add(int packetId) {
        if (!ids.get(packetId)) {
            ids.set(packetId);
            count++;
        }
    }

    /** As {@link #add(int)}, for an id that is in storage. */
    void add(int packetId, int shard) {
        add(packetId);
        Map<Integer, Integer> known = shards;
        if (known == null) {
            known = new HashMap<>();
            shards = known;
        }
        known.put(packetId, shard);
    }

    /** Whether storage could not say if it has this id. */
    boolean isInDoubt(int packetId) {
        return doubtful.containsKey(packetId);
    }

    /** @param from where its message is if it was written, see {@link Doubt} */
    void doubt(int packetId, long from) {
        if (contains(packetId)) {
            doubtful.put(packetId, from);
        }
    }

    /** Nobody has to ask any more whether it is there. Returns where its message is if it was written. */
    long endDoubt(int packetId) {
        Long from = doubtful.remove(packetId);
        return from == null ? Doubt.UNKNOWN : from;
    }

    /** Where an id is stored, or {@link #NOT_STORED}. */
    int shardOf(int packetId) {
        return shards == null ? NOT_STORED : shards.getOrDefault(packetId, NOT_STORED);
    }

    /** Whether the id was there. */
    boolean remove(int packetId) {
        boolean there = ids.get(packetId);
        if (there) {
            ids.clear(packetId);
            doubtful.remove(packetId);
            if (shards != null) {
                shards.remove(packetId);
            }
            count--;
        }
        return there;
    }
}
