package io.robustmq.broker.server.channel;

import io.robustmq.broker.core.settings.ConnectionLimits;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts sockets against {@link ConnectionLimits}: in all, a second, and from one address.
 *
 * <p>A socket is admitted in two steps, since behind a proxy the client's address comes later than its socket: {@link #admit},
 * then {@link #admitAddress}. Each success is taken back with {@link #release} and {@link #releaseAddress} when the
 * socket is gone. Safe for use by all threads; holds one small entry an address that is connected.
 *
 * <p>New connections draw from a bucket that holds one second's worth and is full at the start.
 */
public final class Admission {
    private static final long SECOND_NANOS = 1_000_000_000;

    /** Why a socket is not wanted. */
    public enum Refusal {
        /** {@link ConnectionLimits#maximum()} are open. */
        MAXIMUM,
        /** More than {@link ConnectionLimits#ratePerSecond()} came lately. */
        RATE,
        /** {@link ConnectionLimits#maximumPerAddress()} are open from its address. */
        ADDRESS
    }

    private final ConnectionLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> openByAddress = new ConcurrentHashMap<>();
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
    /** When the bucket will be full again. */
    private final AtomicLong fullAtNanos;

    public Admission(ConnectionLimits limits, long nowNanos) {
        this.limits = limits;
        this.fullAtNanos = new AtomicLong(nowNanos);
        for (Refusal reason : Refusal.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Counts one more socket, or says why not. */
    public @Nullable Refusal admit(long nowNanos) {
        if (open.incrementAndGet() > limits.maximum() && limits.maximum() > 0) {
            open.decrementAndGet();
            return refuse(Refusal.MAXIMUM);
        }
        if (limits.ratePerSecond() > 0 && !drawToken(nowNanos)) {
            open.decrementAndGet();
            return refuse(Refusal.RATE);
        }
        return null;
    }

    private boolean drawToken(long nowNanos) {
        long token = SECOND_NANOS / limits.ratePerSecond();
        while (true) {
            long before = fullAtNanos.get();
            long after = (before - nowNanos > 0 ? before : nowNanos) + token;
            if (after - nowNanos > SECOND_NANOS) {
                return false;
            }
            if (fullAtNanos.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /** Counts one more connection from this address, or says why not. */
    public @Nullable Refusal admitAddress(String address) {
        int maximum = limits.maximumPerAddress();
        if (maximum > 0 && openByAddress.merge(address, 1, Integer::sum) > maximum) {
            releaseAddress(address);
            return refuse(Refusal.ADDRESS);
        }
        return null;
    }

    private Refusal refuse(Refusal reason) {
        count(reason).increment();
        return reason;
    }

    /** A socket that {@link #admit} counted is gone. */
    public void release() {
        open.decrementAndGet();
    }

    /** A connection that {@link #admitAddress} counted is gone. */
    public void releaseAddress(String address) {
        if (limits.maximumPerAddress() > 0) {
            openByAddress.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** Sockets admitted and not yet released. */
    public int connections() {
        return open.get();
    }

    /** Sockets refused so far for this reason. */
    public long refused(Refusal reason) {
        return count(reason).sum();
    }

    private LongAdder count(Refusal reason) {
        return Objects.requireNonNull(refused.get(reason));
    }
}
