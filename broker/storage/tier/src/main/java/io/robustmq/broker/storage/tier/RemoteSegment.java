package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.LimitedCache;
import io.robustmq.broker.storage.service.StorageFailures;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The bytes of a segment that lies in the tier, read in blocks of 256 KiB which are kept for a while. Reading waits for the
 * tier, as reading a file waits for the disk, though no longer than {@code tier_timeout}; after a read that failed, others fail
 * at once for a second, so that those who read do not all wait for a tier that is away. Thread-safe.
 */
public final class RemoteSegment {
    private static final int BLOCK = 256 << 10;

    private final Place place;
    private final ObjectStore store;
    private final LimitedCache<byte[]> cache;
    private final Patience patience;

    RemoteSegment(Place place, ObjectStore store, LimitedCache<byte[]> cache, Patience patience) {
        this.place = place;
        this.store = store;
        this.cache = cache;
        this.patience = patience;
    }

    /** How messages call it. */
    public String name() {
        return place.name() + " in the tier (" + store + ")";
    }

    public long sizeBytes() {
        return place.bytes();
    }

    /**
     * Reads until the buffer is full or the segment ends; returns how many bytes, 0 at the end.
     *
     * @throws IOException if the tier does not answer; the message says so
     */
    public int read(ByteBuffer to, long position) throws IOException {
        int read = 0;
        long at = position;
        while (to.hasRemaining() && at < place.bytes()) {
            int part = (int) (at / place.partBytes());
            int inPart = (int) (at % place.partBytes());
            byte[] block = block(part, inPart / BLOCK);
            int from = inPart % BLOCK;
            int length = Math.min(block.length - from, to.remaining());
            if (length <= 0) {
                throw new IOException("The object " + place.part(part) + " is shorter than it was: put it back");
            }
            to.put(block, from, length);
            at += length;
            read += length;
        }
        return read;
    }

    private byte[] block(int part, int block) throws IOException {
        String object = place.part(part);
        patience.require(this);
        var asked = cache.get(object + "#" + block, () -> store.get(object, (long) block * BLOCK, BLOCK));
        try {
            byte[] bytes = asked.toCompletableFuture().get(patience.timeoutMillis(), TimeUnit.MILLISECONDS);
            patience.answered();
            return bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for " + name());
        } catch (TimeoutException | ExecutionException e) {
            String why =
                    e instanceof TimeoutException ? "no answer" : StorageFailures.says(StorageFailures.unwrapped(e));
            patience.failed(why);
            throw new IOException("The old records in " + name() + " cannot be read now: " + why, e);
        }
    }
}
