package io.robustmq.broker.core.port;

import io.netty.buffer.ByteBuf;

/**
 * One client's socket as the core sees it. Called on the lane that owns it only, unless said otherwise.
 *
 * <p>Output is gathered: the core encodes into {@link #buffer} as often as it likes, and the link sends all of it at the end
 * of the lane's turn.
 */
public interface Link {

    /** Where the client comes from; fixed for the life of the link. */
    Peer peer();

    /**
     * A buffer with room for at least {@code bytes} more, to append to. The link owns it; it is valid until the next call.
     * What is appended is sent, in order, at the end of the turn.
     */
    ByteBuf buffer(int bytes);

    /**
     * Whether the socket takes more. False once more bytes wait than the high-water mark; then the core holds back until
     * {@code Connection.onWritable}.
     */
    boolean isWritable();

    /** Bytes appended or handed over that the socket has not taken yet. */
    long pendingBytes();

    /**
     * Whether the socket is gone though {@code Connection.onClosed} has not come yet: it will when what the client sent last
     * has been taken. Nothing reaches the client any more, and {@link #isWritable} says no for good.
     */
    boolean isGone();

    /**
     * Stops handing bytes to the connection; the socket's own window then slows the client. Bytes already read stay.
     * Calls do not nest.
     */
    void pauseReading();

    /** The opposite of {@link #pauseReading}; bytes that were left over are handed in again, not from within this call. */
    void resumeReading();

    /**
     * Moves the socket to another lane and runs {@code then} there. From the call on nothing is handed in on the old lane;
     * reading goes on when {@code then} has run. If the socket closes under way, {@code then} still runs, and {@code
     * onClosed} after it, on the new lane.
     */
    void moveTo(int lane, Runnable then);

    /** Sends what was appended, then closes. {@code Connection.onClosed} follows, not from within this call. */
    void close();

    /** Closes at once; what the client has not taken is thrown away. {@code Connection.onClosed} follows as for {@link #close}. */
    void cut();
}
