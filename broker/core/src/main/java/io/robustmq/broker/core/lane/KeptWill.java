package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.Doubt;
import io.robustmq.broker.core.durable.DurablePath;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.stored.WillRecord;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's will (MQTT 5.0 §3.1.2.5), in storage for as long as it may be published, so that it is also when the process
 * dies. Confined to its lane.
 *
 * <pre>
 *               {@link #forget}
 *   waiting ──────────────► forgotten
 *      │                        ▲
 *      └─────────► said ────────┘ its message is on its way
 *        {@link #say}
 * </pre>
 *
 * <p>What storage does not take is asked again. A message that is written goes into the same write as the end of its will, so a
 * will of which nobody knows whether it was published comes neither twice nor never.
 */
public final class KeptWill {
    private final Lane lane;
    private final WillRecord record;
    private final int shard;
    private final int generation;
    private State state;

    /** Whether storage is known to have it. */
    private boolean isKept;

    private KeptWill(Lane lane, WillRecord record, boolean isKept) {
        this.lane = lane;
        this.record = record;
        this.shard = lane.storage().shardOf(record.will().topic());
        this.generation = lane.storage().generation();
        this.isKept = isKept;
        this.state = new Waiting(null);
    }

    /**
     * Has a will kept.
     *
     * @param then runs when it is, or cannot be for now: then it is tried again as long as it may be needed
     */
    static KeptWill keep(Lane lane, String clientId, long number, LastWill will, Runnable then) {
        KeptWill made =
                new KeptWill(lane, new WillRecord(clientId, number, will.at().apply(0), will.delaySeconds()), false);
        Waiting waiting = made.new Waiting(then);
        made.state = waiting;
        waiting.retry();
        return made;
    }

    /** A will of an earlier process. */
    static KeptWill restored(Lane lane, WillRecord record) {
        return new KeptWill(lane, record, true);
    }

    long number() {
        return record.number();
    }

    /** Seconds it waits for its client to come back; never beyond the session's end. */
    long delaySeconds() {
        return record.delaySeconds();
    }

    /** It is not to be published any more. */
    void forget() {
        become(new Forgotten());
    }

    /** Another broker goes on with it: it stays as storage has it. */
    void leave() {
        lane.storage().forget(state);
        state = new Left();
    }

    /** It is due: publishes it. */
    void say() {
        become(new Said(record.will().publishedAt(lane.wallMillis())));
    }

    private void become(State next) {
        lane.storage().forget(state);
        state = next;
        next.retry();
    }

    /** Asks storage for what the state is about, again and again until it is done. */
    private abstract sealed class State implements LaneStorage.Saved, WriteCompletion {
        @Override
        public final void save() {}

        @Override
        public void onFailed(StorageException why) {
            askAgain();
        }

        final void askAgain() {
            if (state == this && generation == lane.storage().generation()) {
                lane.storage().retrySoon(this);
            }
        }
    }

    private final class Waiting extends State {
        private @Nullable Runnable then;

        Waiting(@Nullable Runnable then) {
            this.then = then;
        }

        @Override
        public void retry() {
            lane.storage().change(shard, record.put());
            lane.storage().whenWritten(shard, this);
        }

        @Override
        public void onWritten() {
            isKept = true;
            tell();
        }

        @Override
        public void onFailed(StorageException why) {
            askAgain();
            tell();
        }

        private void tell() {
            Runnable waiting = then;
            then = null;
            if (waiting != null) {
                waiting.run();
            }
        }
    }

    private final class Forgotten extends State {
        @Override
        public void retry() {
            lane.storage().change(shard, record.delete());
            lane.storage().whenWritten(shard, this);
        }

        @Override
        public void onWritten() {}
    }

    private final class Left extends State {
        @Override
        public void retry() {}

        @Override
        public void onWritten() {}
    }

    private final class Said extends State {
        private final Message message;

        /** Whether it may have been written, although nobody knows. */
        private boolean isInDoubt;

        /** Where it is if it was. */
        private long doubtFrom = Doubt.UNKNOWN;

        private boolean isStored;

        Said(Message message) {
            this.message = message;
        }

        @Override
        public void retry() {
            Topic topic = lane.router().topic(message.topic());
            DurablePath durable = lane.durable();
            boolean retains = message.retain() && durable.mayRetain(message);
            if (isKept && lane.storage().isShared()) { // others may try, too
                durable.writeOnce(message, topic, retains, proof(), this);
            } else if (isInDoubt) {
                durable.writeAgain(message, topic, retains, proof(), doubtFrom, this);
            } else if (durable.writesFirst(message, topic, retains)) {
                isStored = durable.isStored(topic);
                durable.write(message, topic, retains);
                lane.storage().change(shard, record.delete());
                durable.whenWritten(shard, this);
            } else {
                if (retains) {
                    durable.retain(message, topic);
                }
                lane.publish(message, topic);
                forget();
            }
        }

        /** It is still kept, and then not any more. */
        private List<StateChange> proof() {
            return List.of(new StateChange.Require(record.key(), record.toBytes()), record.delete());
        }

        @Override
        public void onWritten() {}

        @Override
        public void onDoubt(StorageException why, long from) {
            if (!isInDoubt) {
                doubtFrom = isStored ? from : Doubt.NO_RECORD;
            }
            onFailed(why);
        }

        @Override
        public void onFailed(StorageException why) {
            if (why.kind() == StorageException.Kind.CONFLICT) { // it was written before
                return;
            }
            isInDoubt |= isKept && why.kind() == StorageException.Kind.UNAVAILABLE;
            boolean isNotThere =
                    why.kind() == StorageException.Kind.FULL || why.kind() == StorageException.Kind.TOO_LARGE;
            if (isKept || message.qos() == 1 || isNotThere) {
                askAgain();
            } else {
                forget(); // it might come twice
            }
        }
    }
}
