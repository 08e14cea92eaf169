package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.format.BatchDecoder;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What one read from disk needs of memory, used again. Confined to one thread at a time. */
final class ScanBuffer {
    private static final int KEEP_BYTES = 1 << 20;

    final BatchDecoder decoder = new BatchDecoder();
    private byte[] array = new byte[64 << 10];

    /** By topic number of the batch at hand: 0 not asked yet, 1 wanted, 2 not wanted. */
    private byte[] wanted = new byte[64];

    byte[] array(int bytes) {
        if (array.length < bytes || array.length > KEEP_BYTES) {
            array = new byte[Math.max(bytes, 64 << 10)];
        }
        return array;
    }

    byte[] wanted(int topicNumber) {
        if (topicNumber >= wanted.length) {
            wanted = Arrays.copyOf(wanted, topicNumber * 2);
        }
        return wanted;
    }

    /** Some buffers that are free; more are made when these are all in use, and thrown away. */
    static final class Pool {
        private final ArrayBlockingQueue<ScanBuffer> free = new ArrayBlockingQueue<>(8);

        ScanBuffer take() {
            @Nullable ScanBuffer buffer = free.poll();
            return buffer == null ? new ScanBuffer() : buffer;
        }

        void giveBack(ScanBuffer buffer) {
            if (!free.offer(buffer)) {
                buffer.array = new byte[0];
            }
        }
    }
}
