package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.lane.Timeout;

/**
 * When one client is read: always, unless it publishes too fast, or does not take what it gets.
 *
 * <pre>
 *             {@link #onBatchRead}: too fast             its time is up
 *   {@link Reading} ─────────────────────► {@link Resting} ──────────────────────────► {@link Reading}
 *   {@link Reading} ─────────────────────► {@link Clogged} ──────────────────────────► {@link Reading}
 *             {@link #onBatchRead}: takes nothing        {@link #onWritable}: it does, or is gone
 * </pre>
 *
 * What the socket has brought meanwhile waits in the link, and the socket's window slows the client down. Confined to the
 * connection's lane.
 */
final class ReadPace {
    private final Connection connection;
    private final Outlet outlet;
    private State state = Reading.INSTANCE;

    ReadPace(Connection connection, Outlet outlet) {
        this.connection = connection;
        this.outlet = outlet;
    }

    private sealed interface State {}

    /** Packets are taken as they come. */
    private enum Reading implements State {
        INSTANCE
    }

    /** The client has published more than its share, and is read again at a time. */
    private final class Resting extends Timeout implements State {
        @Override
        protected void onTime(long nowNanos) {
            goOn();
        }
    }

    /** The client leaves its answers lying: none of its questions are taken until it takes some. */
    private static final class Clogged implements State {
        /** Bytes the client had taken when this was last looked at. */
        long takenBytes;

        Clogged(long takenBytes) {
            this.takenBytes = takenBytes;
        }
    }

    /**
     * All packets that came together have been handled: is there a reason to read no more?
     *
     * @param publishes says whether the client has published too fast
     */
    void onBatchRead(PublishReceiver publishes) {
        if (outlet.isOverfull() && !outlet.isReady() && !connection.link().isGone()) {
            pause(new Clogged(outlet.takenBytes()));
            return;
        }
        long rest = publishes.takeRestNanos();
        if (rest > 0) {
            Resting resting = new Resting();
            pause(resting);
            connection.lane().timers().schedule(resting, connection.lane().nowNanos() + rest);
        }
    }

    /** The link takes more, or is gone. */
    void onWritable() {
        if (state instanceof Clogged && (connection.link().isGone() || outlet.isReady() || !outlet.isOverfull())) {
            goOn();
        }
    }

    /** Whether the client cannot be blamed for its silence: it rests, or is slow, but has taken something since this was last asked. */
    boolean excusesSilence() {
        return switch (state) {
            case Reading _ -> false;
            case Resting _ -> true;
            case Clogged clogged -> {
                long before = clogged.takenBytes;
                clogged.takenBytes = outlet.takenBytes();
                yield clogged.takenBytes > before;
            }
        };
    }

    /** The connection is over. */
    void end() {
        if (state instanceof Resting resting) {
            connection.lane().timers().cancel(resting);
        }
        state = Reading.INSTANCE;
    }

    private void pause(State reason) {
        state = reason;
        connection.lane().counters().readsPaused++;
        connection.pause();
    }

    private void goOn() {
        state = Reading.INSTANCE;
        connection.resume();
    }
}
