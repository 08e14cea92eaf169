package io.robustmq.broker.server.cluster;

import java.util.concurrent.atomic.LongAdder;

/** What has crossed between this broker and others since start. For any thread. */
public final class ClusterCounters {
    final LongAdder forwarded = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder batchesSent = new LongAdder();
    final LongAdder droppedQos0 = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder reconnects = new LongAdder();

    /** Messages sent to other brokers, once for each. */
    public long forwarded() {
        return forwarded.sum();
    }

    /** Messages that others have sent. */
    public long received() {
        return received.sum();
    }

    public long batchesSent() {
        return batchesSent.sum();
    }

    /** Messages of QoS 0 that did not go to a broker that is slow or gone. */
    public long droppedQos0() {
        return droppedQos0.sum();
    }

    /** The same of QoS 1 and 2. */
    public long dropped() {
        return dropped.sum();
    }

    /** Streams to other brokers that broke, or could not be opened. */
    public long reconnects() {
        return reconnects.sum();
    }
}
