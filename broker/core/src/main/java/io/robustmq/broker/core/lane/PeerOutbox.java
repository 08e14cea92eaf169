package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.forward.ForwardBatch;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.core.subscription.RemoteBroker;
import java.util.HashMap;
import java.util.Map;

/**
 * Messages of one lane for other brokers: gathered during a turn, and handed over once at its end, a batch for each broker.
 * Confined to the lane.
 */
final class PeerOutbox {
    private final LaneThread thread;
    private final Runnable handOver = this::handOver;
    private final Map<RemoteBroker, ForwardBatch> batches = new HashMap<>(0);

    PeerOutbox(LaneThread thread) {
        this.thread = thread;
    }

    void add(RemoteBroker broker, Message message, Addressees to) {
        if (batches.isEmpty()) {
            thread.atEndOfTurn(handOver);
        }
        batches.computeIfAbsent(broker, _ -> new ForwardBatch()).add(message, to);
    }

    private void handOver() {
        Map<RemoteBroker, ForwardBatch> all = new HashMap<>(batches);
        batches.clear();
        all.forEach((broker, batch) -> broker.link().send(batch));
    }
}
