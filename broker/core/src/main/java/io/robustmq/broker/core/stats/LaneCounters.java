package io.robustmq.broker.core.stats;

/**
 * What one lane has counted since start. Written by the lane only, with plain increments; others may read a slightly old
 * value at any time (64-bit fields do not tear).
 */
@SuppressWarnings("EnumOrdinal") // a dense index into an array that lives as long as the enum
public final class LaneCounters {
    // gauges
    public long connections;
    public long sessions;
    public long subscriptions;
    public long sharedSubscriptions;
    public long inflight;
    public long queuedMessages;
    public long queuedBytes;
    public long pendingWills;

    // connections, since start
    public long connects;
    public long connectsRefused;
    public long disconnects;
    public long disconnectsByServer;
    public long keepAliveTimeouts;
    public long connectTimeouts;
    public long takeOvers;
    public long sessionsExpired;
    public long malformed;
    public long authFailures;

    // traffic, since start
    public long bytesReceived;
    public long bytesSent;
    public long packetsReceived;
    public long packetsSent;
    /** Index is the QoS. */
    public final long[] messagesReceived = new long[3];
    /** Index is the QoS. */
    public final long[] messagesSent = new long[3];

    public long messagesWithoutSubscriber;
    public long retransmissions;
    public long handovers;
    public long readsPaused;
    public long wills;
    public long rerouted;

    private final long[] dropped = new long[Drop.values().length];

    public void dropped(Drop why) {
        dropped[why.ordinal()]++;
    }

    public long droppedBecause(Drop why) {
        return dropped[why.ordinal()];
    }
}
