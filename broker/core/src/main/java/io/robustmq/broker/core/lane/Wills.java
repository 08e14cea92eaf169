package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.stored.WillRecord;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The wills of one lane's sessions: numbers them, counts those that wait for their delay, publishes those that are due (MQTT 5.0
 * §3.1.2.5). Confined to the lane.
 */
public final class Wills {
    /** Where brokers share storage the number of a will ends with so many bits of the epoch of who wrote it. */
    private static final int EPOCH_BITS = 24;

    private static final long EPOCH_MASK = (1L << EPOCH_BITS) - 1;

    private final Lane lane;
    private long lastNumber;

    Wills(Lane lane) {
        this.lane = lane;
    }

    /**
     * Has the will of a client that comes kept, before it is told that it may.
     *
     * @param then runs on the lane in a later turn, when storage has it, or cannot have it for now
     */
    public KeptWill keep(String clientId, LastWill will, Runnable then) {
        lastNumber = lane.storage().isShared()
                ? ((lastNumber >>> EPOCH_BITS) + 1) << EPOCH_BITS
                        | (lane.claims().epoch() & EPOCH_MASK)
                : lastNumber + 1;
        return KeptWill.keep(lane, clientId, lastNumber, will, then);
    }

    /** Whether a will was written by one of the brokers with these epochs. */
    public static boolean isOf(WillRecord will, LongStream epochs) {
        long its = will.number() & EPOCH_MASK;
        return epochs.anyMatch(epoch -> (epoch & EPOCH_MASK) == its);
    }

    /** The client did not come after all. */
    public void forget(KeptWill will) {
        will.forget();
    }

    /** Takes up a will of an earlier process. */
    KeptWill restore(WillRecord record) {
        passOver(record.number());
        return KeptWill.restored(lane, record);
    }

    /** A number that was given in an earlier process. */
    void passOver(long number) {
        lastNumber = Math.max(lastNumber, number);
    }

    /** The client has gone: its will, if it has one, waits from now on. */
    void await(Registration registration) {
        if (registration.hasWill()) {
            lane.counters().pendingWills++;
        }
    }

    /** The will, which then is the session's no more, and waits no more if it did. */
    @Nullable
    KeptWill take(Registration registration) {
        KeptWill will = registration.takeWill();
        if (will != null && registration.presence() instanceof Presence.Away) {
            lane.counters().pendingWills--;
        }
        return will;
    }

    /** The will, if there is one, is not to be published. */
    void drop(Registration registration) {
        KeptWill will = take(registration);
        if (will != null) {
            will.forget();
        }
    }

    /** Publishes the will, if there is one. */
    void publish(Registration registration) {
        publish(take(registration));
    }

    /** Publishes a will that was taken. */
    void publish(@Nullable KeptWill will) {
        if (will != null) {
            lane.counters().wills++;
            will.say();
        }
    }
}
