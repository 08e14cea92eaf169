package io.robustmq.broker.core.stats;

import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.topic.TopicFilter;

/**
 * What one lane has counted since start. Written by the lane only, with plain increments; others may read a slightly old
 * value at any time (64-bit fields do not tear).
 */
@SuppressWarnings("EnumOrdinal") // a dense index into an array that lives as long as the enum
public final class LaneCounters {
    private static final int REASONS = 256;

    // gauges
    public long connections;
    public long sessions;
    public long storedSessions;
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
    public long clientsCut;
    public long takeOvers;
    public long sessionsExpired;
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
    /** Readers of the log that went on behind what its limits had cut off. */
    public long overtaken;

    private final long[] rejected = new long[REASONS];
    private final long[] refusedSubscriptions = new long[REASONS];
    private final long[] dropped = new long[Drop.values().length];

    public void dropped(Drop why) {
        dropped[why.ordinal()]++;
    }

    public long droppedBecause(Drop why) {
        return dropped[why.ordinal()];
    }

    /** A packet broke the protocol, or a limit, and ended its connection. */
    public void rejected(ReasonCode why) {
        rejected[why.code()]++;
    }

    public long rejectedBecause(ReasonCode why) {
        return rejected[why.code()];
    }

    /** A session has one subscription more. */
    public void subscribed(TopicFilter filter) {
        count(filter, 1);
    }

    /** A session has one subscription less. */
    public void unsubscribed(TopicFilter filter) {
        count(filter, -1);
    }

    private void count(TopicFilter filter, int change) {
        subscriptions += change;
        sharedSubscriptions += filter.isShared() ? change : 0;
    }

    /** One filter of a SUBSCRIBE was refused. */
    public void subscriptionRefused(ReasonCode why) {
        refusedSubscriptions[why.code()]++;
    }

    public long subscriptionsRefusedBecause(ReasonCode why) {
        return refusedSubscriptions[why.code()];
    }
}
