package io.robustmq.broker.core.outgoing;

import org.jspecify.annotations.Nullable;

/**
 * Outgoing QoS 1 and 2 publications that await an answer from one client.
 *
 * <p>Holds at most 65,535 entries; how many of them may be on the wire at once is {@link #window} (1..65,535, from CONNECT and
 * settings). Kept in the order of first sending, which is the order of re-sending. Confined to the session's lane.
 *
 * <p>Packet ids go round: the next id follows the last one given out, so that an id is re-used as late as possible. Entries
 * are found by {@code id mod capacity}; an id whose place is taken by a straggler is passed over.
 *
 * <p>Source: MQTT 5.0 §2.2.1 (packet ids), §4.4 (re-sending), §4.6 (ordering), §4.9 (flow control).
 */
final class Inflight {
    private static final int INITIAL_CAPACITY = 16;
    private static final int MAX_PACKET_ID = 65_535;

    private @Nullable Outgoing[] places = new Outgoing[INITIAL_CAPACITY];
    private int count;
    private int onWire;
    private int window = MAX_PACKET_ID;
    private int lastId;
    private @Nullable Outgoing oldest;
    private @Nullable Outgoing newest;
    private @Nullable Outgoing resendNext;

    int size() {
        return count;
    }

    /** Begins a connection: all entries count as not sent until {@link #nextToResend} has gone through them. */
    void reconnect(int receiveMaximum) {
        window = receiveMaximum;
        onWire = 0;
        resendNext = oldest;
        for (Outgoing entry = oldest; entry != null; entry = entry.newer) {
            entry.sent = false;
        }
    }

    /** Puts back an entry that has its packet id from before; it is to be sent again. Ids must not repeat. */
    void restore(Outgoing entry) {
        while (2 * count >= places.length || places[entry.packetId & (places.length - 1)] != null) {
            grow();
        }
        places[entry.packetId & (places.length - 1)] = entry;
        lastId = entry.packetId;
        append(entry);
        count++;
    }

    /** Whether one more may be given a packet id and sent now. */
    boolean hasRoom() {
        return onWire < window && count < MAX_PACKET_ID;
    }

    /** Whether one that has its packet id already may be sent again now. */
    boolean hasRoomToResend() {
        return onWire < window;
    }

    boolean hasToResend() {
        return resendNext != null;
    }

    /** The oldest entry not yet sent again on this connection, or null. */
    @Nullable
    Outgoing toResend() {
        return resendNext;
    }

    /** The oldest entry not yet sent again on this connection, or null; it then counts as sent. */
    @Nullable
    Outgoing nextToResend() {
        Outgoing entry = resendNext;
        if (entry != null) {
            resendNext = entry.newer;
            entry.sent = true;
            onWire++;
        }
        return entry;
    }

    /** Gives {@code entry} a packet id and counts it as sent. The caller has seen {@link #hasRoom}. */
    void add(Outgoing entry) {
        if (2 * count >= places.length) {
            grow();
        }
        int id = lastId;
        int place;
        do {
            id = id == MAX_PACKET_ID ? 1 : id + 1;
            place = id & (places.length - 1);
        } while (places[place] != null);
        lastId = id;
        places[place] = entry;
        entry.packetId = id;
        entry.sent = true;
        append(entry);
        count++;
        onWire++;
    }

    private void append(Outgoing entry) {
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
    }

    /** The entry with this id, or null. */
    @Nullable
    Outgoing get(int packetId) {
        Outgoing entry = places[packetId & (places.length - 1)];
        return entry != null && entry.packetId == packetId ? entry : null;
    }

    /** Takes an entry out; its id is free again. */
    void remove(Outgoing entry) {
        places[entry.packetId & (places.length - 1)] = null;
        count--;
        if (entry.sent) {
            onWire--;
        }
        if (resendNext == entry) {
            resendNext = entry.newer;
        }
        unlink(entry);
    }

    private void unlink(Outgoing entry) {
        Outgoing before = entry.older;
        Outgoing after = entry.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        entry.older = null;
        entry.newer = null;
    }

    /** The first entry in the order of sending, or null; go on with {@link Outgoing#newer}. */
    @Nullable
    Outgoing oldest() {
        return oldest;
    }

    /** Doubling keeps places distinct: ids that differ modulo the old capacity differ modulo the new one. */
    private void grow() {
        @Nullable Outgoing[] old = places;
        places = new Outgoing[old.length * 2];
        for (Outgoing entry : old) {
            if (entry != null) {
                places[entry.packetId & (places.length - 1)] = entry;
            }
        }
    }
}
