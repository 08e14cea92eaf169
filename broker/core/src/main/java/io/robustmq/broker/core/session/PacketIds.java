package io.robustmq.broker.core.session;

import java.util.BitSet;

/**
 * Packet ids of QoS 2 publications that have come in and are not released yet: seeing one again is a repetition, not a new
 * message [MQTT-4.3.3-10]. Ids 1..65,535; up to 8 KiB when ids are spread widely. Confined to the session's lane.
 */
final class PacketIds {
    private final BitSet ids = new BitSet();
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

    /** Whether the id was there. */
    boolean remove(int packetId) {
        boolean there = ids.get(packetId);
        if (there) {
            ids.clear(packetId);
            count--;
        }
        return there;
    }
}
