package io.robustmq.broker.core.port;

import io.netty.buffer.ByteBuf;

/**
 * What a link tells the connection it carries. Called on the lane that owns the link at that moment, never from within a call
 * to the link.
 */
public interface LinkEvents {

    /**
     * Bytes have arrived. Whole packets are taken off {@code in}; what is left is handed in again, with more behind it. The
     * caller owns the buffer: it is valid during the call only.
     */
    void onBytes(ByteBuf in, long nowNanos);

    /**
     * The link takes more again, after {@link Link#isWritable} said no; or it never will, since the socket is gone: see {@link
     * Link#isGone}. So it comes once more to whoever does not read what the client sent last.
     */
    void onWritable(long nowNanos);

    /** The socket is gone, whoever closed it. Comes once, and nothing after it. */
    void onClosed(long nowNanos);
}
