package io.robustmq.broker.core.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.core.connection.Connection;
import io.robustmq.broker.core.port.Link;
import io.robustmq.broker.core.port.LinkEvents;
import io.robustmq.broker.core.port.Peer;
import java.util.function.Consumer;

/**
 * A socket: what the core writes waits here until the client takes it, what the client writes until its lane reads. Holds the
 * core to the rules of {@link Link}: called on the lane that owns it, and not at all while it moves.
 */
final class FakeLink implements Link {
    static final int HIGH_WATER = 64 * 1024;
    static final int LOW_WATER = 32 * 1024;

    private final World world;
    private final Peer peer;
    private final Consumer<ByteBuf> client;
    private final Runnable serverClosed;
    private FakeLane lane;
    private LinkEvents events;

    private ByteBuf gathered = Unpooled.buffer();
    private final ByteBuf waiting = Unpooled.buffer();
    private long clientTakes = Long.MAX_VALUE;
    private boolean unwritable;
    private boolean owesWritable;
    private long mostPending;

    private final ByteBuf unread = Unpooled.buffer();
    private boolean paused;
    private boolean readDue;

    private boolean moving;
    private boolean closing;
    private boolean finished;
    private boolean gone;
    private boolean told;

    /**
     * @param client gets what the socket takes, and consumes all of it
     * @param serverClosed runs when the client has read all there was and finds the socket closed
     */
    FakeLink(World world, FakeLane lane, Peer peer, Consumer<ByteBuf> client, Runnable serverClosed) {
        this.world = world;
        this.lane = lane;
        this.peer = peer;
        this.client = client;
        this.serverClosed = serverClosed;
        lane.execute(() -> events = this.lane.events().accept(this, world.nowNanos()));
    }

    private void requireOwner() {
        if (moving) {
            throw new AssertionError("the link of " + peer + " was used while it moved");
        }
        lane.requireRunning();
    }

    // ---- the core's side

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public ByteBuf buffer(int bytes) {
        requireOwner();
        if (closing) {
            throw new AssertionError("the core writes to the link of " + peer + " after closing it");
        }
        lane.flushAtEndOfTurn(this);
        if (gathered.isReadable() && gathered.readableBytes() + bytes > HIGH_WATER) {
            handOver();
        }
        gathered.ensureWritable(bytes);
        return gathered;
    }

    @Override
    public boolean isWritable() {
        requireOwner();
        owesWritable |= unwritable;
        return !unwritable;
    }

    @Override
    public long pendingBytes() {
        requireOwner();
        return (long) waiting.readableBytes() + gathered.readableBytes();
    }

    @Override
    public boolean isGone() {
        requireOwner();
        return gone;
    }

    @Override
    public void pauseReading() {
        requireOwner();
        if (paused) {
            throw new AssertionError("reading from " + peer + " is paused already");
        }
        paused = true;
    }

    @Override
    public void resumeReading() {
        requireOwner();
        paused = false;
        readLater();
    }

    @Override
    public void moveTo(int target, Runnable then) {
        requireOwner();
        flush();
        lane.forget(this);
        moving = true;
        FakeLane to = world.lane(target);
        lane.execute(() -> {
            lane = to;
            to.execute(() -> arrive(then));
        });
    }

    private void arrive(Runnable then) {
        moving = false;
        then.run();
        readLater();
        onWritability();
    }

    @Override
    public void close() {
        requireOwner();
        closing = true;
        unread.clear();
        lane.flushAtEndOfTurn(this);
    }

    @Override
    public void cut() {
        close();
        waiting.clear();
        gathered.clear();
    }

    /** The end of the lane's turn. */
    void flush() {
        handOver();
        if (closing && !finished) {
            finished = true;
            lane.execute(this::tell);
            takeWhatIsWanted();
        }
    }

    private void handOver() {
        if (!gone) {
            waiting.writeBytes(gathered);
        }
        gathered.clear();
        mostPending = Math.max(mostPending, waiting.readableBytes());
        takeWhatIsWanted();
    }

    private void tell() {
        if (!told) {
            told = true;
            events.onClosed(world.nowNanos());
        }
    }

    // ---- the client's side

    /** Does something with the server's side of this link, on its lane. */
    void onConnection(Consumer<Connection> action) {
        lane.execute(() -> action.accept((Connection) events));
    }

    /** The most bytes that ever waited for the client. */
    long mostPending() {
        return mostPending;
    }

    long bytesWaiting() {
        return waiting.readableBytes();
    }

    /** Bytes the core has left lying, since it does not read. */
    int bytesUnread() {
        return unread.readableBytes();
    }

    int laneIndex() {
        return lane.index;
    }

    boolean isPaused() {
        return paused;
    }

    /** The client takes this many more bytes, and no more until told again. */
    void clientTakes(long bytes) {
        clientTakes = bytes;
        takeWhatIsWanted();
        onWritability();
    }

    private void takeWhatIsWanted() {
        int bytes = (int) Math.min(clientTakes, waiting.readableBytes());
        if (bytes > 0) {
            clientTakes -= clientTakes == Long.MAX_VALUE ? 0 : bytes;
            client.accept(waiting.readSlice(bytes));
            if (!waiting.isReadable() || waiting.readerIndex() > HIGH_WATER) {
                waiting.discardReadBytes();
            }
        }
        if (gone || waiting.readableBytes() > HIGH_WATER) {
            unwritable = true;
        } else if (waiting.readableBytes() < LOW_WATER) {
            unwritable = false;
        }
        if (finished && !waiting.isReadable() && !gone) {
            gone = true;
            serverClosed.run();
        }
    }

    private void onWritability() {
        if (owesWritable && !unwritable && !moving) {
            owesWritable = false;
            lane.execute(() -> {
                if (!closing && !moving) {
                    events.onWritable(world.nowNanos());
                }
            });
        }
    }

    /** Bytes from the client. */
    void write(byte[] bytes) {
        if (!gone && !closing) {
            unread.writeBytes(bytes);
            readLater();
        }
    }

    /** The client, or the network, closes the socket. What the client wrote before is still read. */
    void hangUp() {
        if (!gone) {
            gone = true;
            waiting.clear();
            unwritable = true;
            readLater();
        }
    }

    private void readLater() {
        if (!readDue && !moving) {
            readDue = true;
            lane.execute(this::read);
        }
    }

    private void read() {
        readDue = false;
        if (moving || closing) {
            return;
        }
        if (unread.isReadable() && !paused) {
            int all = unread.readableBytes();
            int part = world.splitsReads() ? 1 + world.choose(all) : all;
            ByteBuf in = unread.slice(unread.readerIndex(), part);
            events.onBytes(in, world.nowNanos());
            if (!closing) {
                unread.skipBytes(part - in.readableBytes());
                unread.discardReadBytes();
            }
            if (part < all && !paused && !moving && !closing) {
                readLater();
            }
        }
        if (gone && !moving && !closing) {
            if (!paused || !unread.isReadable()) {
                tell();
            } else {
                events.onWritable(world.nowNanos());
            }
        }
    }
}
