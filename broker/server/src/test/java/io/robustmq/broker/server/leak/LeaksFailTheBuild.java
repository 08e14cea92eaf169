package io.robustmq.broker.server.leak;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Ends the test run with an error if a buffer was left to the garbage collector in any of its tests.
 *
 * <p>Netty finds a leak when the buffer has been collected and the next one is allocated; so that is what happens here once
 * the last test has run.
 */
public final class LeaksFailTheBuild implements LauncherSessionListener {

    private static final int COLLECTIONS = 3;

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
            PooledByteBufAllocator.DEFAULT.heapBuffer(1).release();
        }
        if (!RecordingLeakDetector.LEAKS.isEmpty()) {
            throw new AssertionError("Buffers that nobody released: " + RecordingLeakDetector.LEAKS);
        }
    }
}
