package io.robustmq.broker.server.channel;

import io.netty.util.internal.OutOfDirectMemoryError;
import java.nio.charset.StandardCharsets;

/**
 * Ends the process when the heap is used up. By then something was left half done, nobody knows what, and a broker that goes on
 * so holds its ports and serves nobody. What was acknowledged is safe, and whoever watches the process starts it again.
 *
 * <p>No memory outside the heap is another matter: Netty takes no more than it may, and that costs one connection.
 */
final class LastResort {
    /** As the JVM's own {@code ExitOnOutOfMemoryError}. */
    static final int EXIT_CODE = 3;

    private static final byte[] LAST_WORDS =
            "the heap is used up; the broker ends\n".getBytes(StandardCharsets.US_ASCII);

    private LastResort() {}

    /** Does not return if the heap is used up; does nothing with any other fault. */
    static void maybeEnd(Throwable fault) {
        if (!(fault instanceof OutOfMemoryError) || fault instanceof OutOfDirectMemoryError) {
            return;
        }
        try {
            System.err.write(LAST_WORDS, 0, LAST_WORDS.length);
            System.err.flush();
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
