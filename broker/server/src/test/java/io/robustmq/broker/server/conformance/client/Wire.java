package io.robustmq.broker.server.conformance.client;

import java.io.IOException;

/** A stream of bytes both ways, whatever carries it. Reading gives up after five seconds. */
public interface Wire extends AutoCloseable {
    int PATIENCE_MILLIS = 5_000;

    /** The next byte, or -1 at the end. */
    int read() throws IOException;

    byte[] readExactly(int length) throws IOException;

    void write(byte[] bytes) throws IOException;

    /** Ends our side of the stream where that can be said; the other side stays open. */
    void finish();

    @Override
    void close();
}
