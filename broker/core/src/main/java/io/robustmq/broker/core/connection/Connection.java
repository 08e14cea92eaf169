package io.robustmq.broker.core.connection;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.core.lane.Attachment;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.lane.LaneClaims;
import io.robustmq.broker.core.lane.Timeout;
import io.robustmq.broker.core.port.Link;
import io.robustmq.broker.core.port.LinkEvents;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.PacketDecoder;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one network connection: bytes in, packets to the state it is in. Confined to one lane at a time: the one
 * that accepted it, and from CONNECT on its client's.
 *
 * <pre>
 *                       CONNECT              accepted, on its client's lane
 *   {@link Arriving} ────► {@link Entering} ────► {@link Online}
 *          │                 │                      │
 *          └─────────────────┴──────────────────────┴────► {@link ConnectionState.Closed}
 *               time-out, bad packet, refusal, good-bye, socket gone
 * </pre>
 */
public final class Connection implements LinkEvents, Attachment {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Deliveries a client's messages may cause before the others have their turn: some tens of milliseconds. */
    private static final int DELIVERIES_A_TURN = 200_000;

    /** More than CONNECT needs but for large properties and wills. */
    private static final int STRANGERS_BYTES = 16 * 1024;

    private final ServerContext context;
    private final Link link;
    private final PacketDecoder decoder;
    private final Timeout timeout = new Timeout() {
        @Override
        protected void onTime(long nowNanos) {
            onTimeout(nowNanos);
        }
    };
    private Lane lane;
    private ConnectionState state;
    private long heardNanos;
    private boolean reading = true;

    /** The client id this connection holds, or waits for, in a cluster. */
    private LaneClaims.@Nullable Ticket ticket;

    /** Bytes of packets taken, and of the one that has begun and is not whole yet. */
    private long takenBytes;

    private int unfinishedBytes;

    /** @param nowNanos when the socket was accepted; the time for CONNECT runs from here */
    public Connection(ServerContext context, Lane lane, Link link, long nowNanos) {
        this.context = context;
        this.lane = lane;
        this.link = link;
        this.decoder = new PacketDecoder(context.settings().protocol().maximumPacketBytes());
        this.heardNanos = nowNanos;
        this.state = new Arriving(this);
        long limit = context.settings().connections().connectTimeoutMillis() * NANOS_PER_MILLI;
        lane.timers().schedule(timeout, nowNanos + limit);
    }

    // ---- the link

    @Override
    public void onBytes(ByteBuf in, long nowNanos) {
        lane.enter(nowNanos);
        heardNanos = nowNanos;
        int before = in.readableBytes();
        long enough = lane.work() + DELIVERIES_A_TURN;
        try {
            while (reading && lane.work() < enough) {
                Packet packet = decoder.decode(in);
                if (packet == null) {
                    break;
                }
                lane.counters().packetsReceived++;
                state.onPacket(packet);
            }
        } catch (MalformedPacketException e) {
            lane.counters().rejected(e.reason());
            end(e.reason(), e.getMessage());
        }
        if (state instanceof ConnectionState.Closed) {
            in.skipBytes(in.readableBytes());
        }
        takenBytes += before - in.readableBytes();
        unfinishedBytes = in.readableBytes();
        lane.counters().bytesReceived += before - in.readableBytes();
        boolean isEnough = lane.work() >= enough;
        state.onBatchRead();
        maybeTooLargeNow();
        if (isEnough && reading) {
            pause();
            lane.thread().atEndOfTurn(this::goOnNextTurn);
        }
    }

    private void goOnNextTurn() {
        if (!isClosed()) {
            resume();
        }
    }

    /** While memory is short nobody gets much of it for a packet before the server knows who that is. */
    private void maybeTooLargeNow() {
        if (unfinishedBytes > STRANGERS_BYTES && state instanceof Arriving && lane.isMemoryTight()) {
            lane.counters().rejected(ReasonCode.QUOTA_EXCEEDED);
            end(ReasonCode.QUOTA_EXCEEDED, "the server is short of memory");
        }
    }

    @Override
    public void onWritable(long nowNanos) {
        lane.enter(nowNanos);
        state.onWritable();
    }

    @Override
    public void onClosed(long nowNanos) {
        lane.enter(nowNanos);
        lane.timers().cancel(timeout);
        if (isOnline()) {
            tellGone(ReasonCode.UNSPECIFIED_ERROR, "the connection was lost", false);
        }
        leave(true);
    }

    // ---- silence

    private void onTimeout(long nowNanos) {
        long since = lane.listeningSinceNanos(); // earlier silence may have been ours
        long due = state.keepAliveDueNanos(heardNanos - since > 0 ? heardNanos : since);
        if (due == ConnectionState.NO_KEEP_ALIVE) {
            return;
        }
        if (due > nowNanos) {
            lane.timers().schedule(timeout, due);
        } else if (state.isHeldBack()) {
            lane.timers().schedule(timeout, state.keepAliveDueNanos(nowNanos));
        } else {
            onSilence();
        }
    }

    private void onSilence() {
        if (isOnline()) {
            lane.counters().keepAliveTimeouts++;
            end(ReasonCode.KEEP_ALIVE_TIMEOUT, null); // [MQTT-3.1.2-22]
        } else {
            lane.counters().connectTimeouts++;
            tellGone(ReasonCode.UNSPECIFIED_ERROR, "not connected in time", true);
            become(ConnectionState.Closed.INSTANCE);
            link.close();
        }
    }

    private boolean isOnline() {
        return state instanceof Online;
    }

    // ---- for the states

    ServerContext context() {
        return context;
    }

    Link link() {
        return link;
    }

    Lane lane() {
        return lane;
    }

    /** The version CONNECT named, or null before it was understood. */
    @Nullable
    ProtocolVersion version() {
        return decoder.version();
    }

    /** Moves on; keep-alive starts to count when the new state has one. */
    void become(ConnectionState next) {
        state = next;
        long due = next.keepAliveDueNanos(heardNanos);
        if (due == ConnectionState.NO_KEEP_ALIVE) {
            lane.timers().cancel(timeout);
        } else if (next instanceof Online) {
            lane.timers().schedule(timeout, due);
        }
    }

    /** The connection holds a client id as long as it lives. */
    void holds(LaneClaims.Ticket of) {
        ticket = of;
    }

    boolean isClosed() {
        return state instanceof ConnectionState.Closed;
    }

    /** No more packets until {@link #resume}; what has been read waits. */
    void pause() {
        reading = false;
        link.pauseReading();
    }

    void resume() {
        reading = true;
        heardNanos = lane.nowNanos(); // the silence was ours
        link.resumeReading();
    }

    /** Goes on on another lane; {@code then} runs there, unless the connection has ended meanwhile. */
    void moveTo(Lane home, Runnable then) {
        lane.timers().cancel(timeout);
        reading = false;
        link.moveTo(home.index(), () -> {
            lane = home;
            reading = true;
            then.run();
        });
    }

    // ---- the end

    /** Ends the connection from our side, saying why if this client can be told; the will is due. */
    void end(ReasonCode reason, @Nullable String why) {
        if (isClosed()) {
            return;
        }
        state.explain(reason, why);
        tellGone(reason, why, true);
        if (isOnline()) {
            lane.counters().disconnectsByServer++;
        }
        leave(true);
        link.close();
    }

    /** The client said good-bye. */
    void bye(boolean withWill) {
        tellGone(withWill ? ReasonCode.DISCONNECT_WITH_WILL : ReasonCode.SUCCESS, null, false);
        leave(withWill);
        link.close();
    }

    /** A 5.0 client is sent to another server; others are just closed. The will is not due: the client is to come back there. */
    @Override
    public void onEvacuated(@Nullable String serverReference) {
        if (state instanceof Online online) {
            online.send(
                    new Disconnect(ReasonCode.USE_ANOTHER_SERVER, Disconnect.ABSENT, null, List.of(), serverReference));
            tellGone(ReasonCode.USE_ANOTHER_SERVER, null, true);
            lane.counters().disconnectsByServer++;
            leave(false);
            link.close();
        }
    }

    @Override
    public void onTakenOver() {
        end(ReasonCode.SESSION_TAKEN_OVER, null);
    }

    @Override
    public void onShutdown() {
        end(ReasonCode.SERVER_SHUTTING_DOWN, null);
    }

    @Override
    public long heldBytes() {
        return state.unreadBytes() + (reading ? unfinishedBytes : 0); // if it is not read it cannot finish
    }

    @Override
    public long movedBytes() {
        return takenBytes + unfinishedBytes + state.readBytes();
    }

    @Override
    public void onCut() {
        if (!isClosed()) {
            tellGone(ReasonCode.QUOTA_EXCEEDED, "memory is short, and the client does not move", true);
            lane.counters().disconnectsByServer++;
            leave(true);
            link.cut();
        }
    }

    private void tellGone(ReasonCode reason, @Nullable String why, boolean byServer) {
        String clientId = state.clientId();
        if (clientId != null && isOnline()) {
            context.clients().onDisconnected(clientId, link.peer(), reason, why, byServer);
        } else {
            context.clients().onRefused(clientId, link.peer(), reason, why);
        }
    }

    private void leave(boolean withWill) {
        ConnectionState last = state;
        reading = false;
        become(ConnectionState.Closed.INSTANCE);
        last.onLeave(withWill);
        if (ticket != null) {
            ticket.release();
            ticket = null;
        }
    }
}
