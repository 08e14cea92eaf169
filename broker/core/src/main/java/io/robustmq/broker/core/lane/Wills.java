package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.storage.spi.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * The wills of one lane's sessions: those that wait for their delay are counted, those that are due are published (MQTT 5.0
 * §3.1.2.5). Confined to the lane.
 */
final class Wills {
    private final Lane lane;

    Wills(Lane lane) {
        this.lane = lane;
    }

    /** The client has gone: its will, if it has one, waits from now on. */
    void await(Registration registration) {
        if (registration.hasWill()) {
            lane.counters().pendingWills++;
        }
    }

    /** The will, which then is the session's no more, and waits no more if it did. */
    @Nullable
    LastWill take(Registration registration) {
        LastWill will = registration.takeWill();
        if (will != null && registration.presence() instanceof Presence.Away) {
            lane.counters().pendingWills--;
        }
        return will;
    }

    /** Publishes the will, if there is one. */
    void publish(Registration registration) {
        publish(registration, take(registration));
    }

    /** Publishes a will that was taken. */
    void publish(Registration registration, @Nullable LastWill will) {
        if (will != null) {
            lane.counters().wills++;
            new LastWord(registration, will).say();
        }
    }

    /** A will that is due: storage forgets it only once it is on its way, and it is tried again until it is. */
    private final class LastWord implements LaneStorage.Saved, WriteCompletion {
        private final Registration of;
        private final LastWill will;
        private final Message message;
        private boolean isLate;

        LastWord(Registration of, LastWill will) {
            this.of = of;
            this.will = will;
            this.message = will.at().apply(lane.wallMillis());
        }

        void say() {
            of.willUnderWay(will);
            lane.publishWill(message, this);
            isLate = true; // who says it at once keeps the session anyway
        }

        @Override
        public void onWritten() {
            if (of.isUnderWay(will)) {
                of.willUnderWay(null);
                if (isLate && !(of.presence() instanceof Presence.None)) {
                    of.keep();
                }
            }
        }

        @Override
        public void onFailed(StorageException why) {
            if (message.qos() == 1 || why.kind() == StorageException.Kind.FULL) { // else it might come twice
                lane.storage().retrySoon(this);
            }
        }

        @Override
        public void save() {}

        @Override
        public void retry() {
            lane.publishWill(message, this);
        }
    }
}
