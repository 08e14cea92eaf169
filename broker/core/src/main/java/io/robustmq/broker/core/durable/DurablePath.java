package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.retained.RetainedMessages;
import io.robustmq.broker.core.routing.Router;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.stored.StoredFact;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What one lane has written of what is published: messages that must be written before they are delivered, and retained
 * messages. Delivery follows by itself, in the order of the log, see {@link ShardFeed}. Confined to the lane.
 */
public final class DurablePath {
    private final Router router;
    private final RetainedMessages retained;
    private final LaneStorage storage;
    private final LaneCounters counters;
    private final LongSupplier wallMillis;

    public DurablePath(
            Router router,
            RetainedMessages retained,
            LaneStorage storage,
            LaneCounters counters,
            LongSupplier wallMillis) {
        this.router = router;
        this.retained = retained;
        this.storage = storage;
        this.counters = counters;
        this.wallMillis = wallMillis;
    }

    // ---- messages that are written first

    /**
     * Whether a message must be written before it is delivered: its topic is durable, a stored session wants it, or it is to
     * be retained, or it would overtake one that is being written. QoS 0 is written for durable topics only.
     */
    public boolean writesFirst(Message message, Topic topic, boolean retains) {
        if (message.qos() == 0) {
            return topic.isDurable();
        }
        return retains || isStored(topic) || topic.isBeingWritten();
    }

    /** Whether a message that is written becomes a record of the log. */
    public boolean isStored(Topic topic) {
        return storage.isShared()
                ? isStoredOrUnknown(topic)
                : router.route(topic).isStored();
    }

    /** What is wanted may become known between one look and the next, or unknown. */
    private boolean isStoredOrUnknown(Topic topic) {
        return router.storesAll() || router.route(topic).isStored() || router.storesAll();
    }

    /**
     * Writes a message and delivers it then; {@link #writesFirst} has said so.
     *
     * @return the shard it is written to
     */
    public int write(Message message, Topic topic, boolean retains) {
        return storage.publish(message, topic, isStored(topic), retains, wallMillis.getAsLong());
    }

    /** As {@link #write}, for what another broker has forwarded: it is delivered to its addressees here alone. */
    public void writeForwarded(Message message, Topic topic, Addressees to) {
        int shard = storage.publishForwarded(message, topic, isStored(topic), to, wallMillis.getAsLong());
        storage.whenWritten(shard, new WriteCompletion() {
            @Override
            public void onWritten() {}

            @Override
            public void onFailed(StorageException why) {
                counters.dropped(Drop.STORAGE);
            }
        });
    }

    /** Tells when what this lane has had written to a shard is written. */
    public void whenWritten(int shard, WriteCompletion then) {
        storage.whenWritten(shard, then);
    }

    /**
     * As {@link #write}, for a QoS 2 message of which nobody knows whether it was written before.
     *
     * @param doubtFrom where it is if it was, see {@link Doubt}
     */
    public void writeAgain(
            Message message, Topic topic, boolean retains, StoredFact receipt, long doubtFrom, WriteCompletion then) {
        List<StateChange> proof = List.of(new StateChange.Require(receipt.key(), null), receipt.put());
        writeAgain(message, topic, retains, proof, doubtFrom, then);
    }

    /** As the other, with changes that hold no more once it is written. */
    public void writeAgain(
            Message message,
            Topic topic,
            boolean retains,
            List<StateChange> proof,
            long doubtFrom,
            WriteCompletion then) {
        boolean stored = isStored(topic);
        storage.publishAgain(message, topic, stored, retains, wallMillis.getAsLong(), proof, doubtFrom, then);
    }

    /** As {@link #write}, if the changes of the same write can be made, see {@link LaneStorage#publishOnce}. */
    public void writeOnce(
            Message message, Topic topic, boolean retains, List<StateChange> changes, WriteCompletion then) {
        boolean stored = message.qos() > 0 ? isStored(topic) : topic.isDurable();
        storage.publishOnce(message, topic, stored, retains, wallMillis.getAsLong(), changes, then);
    }

    // ---- retained messages

    /** Whether there is room for a retained message; counted if not. */
    public boolean mayRetain(Message message) {
        boolean may = retained.takes(message);
        if (!may) {
            counters.dropped(Drop.RETAINED_LIMIT);
        }
        return may;
    }

    /**
     * Keeps a retained message for later subscriptions, at once; {@link #mayRetain} has said yes. Once it is written it is
     * applied again, in the order of the log, so that memory and storage end up with the same.
     */
    public void retain(Message message, Topic topic) {
        retained.apply(message);
        storage.retain(message, topic, wallMillis.getAsLong());
    }
}
