package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.service.LimitedCache;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of a segment that lies in the tier, read in blocks of 256 KiB which are kept for a while. Reading waits for the
 * tier, as reading a file waits for the disk, though no longer than {@code tier_timeout}; after a read that failed, others fail
 * at once for a second, so that those who read do not all wait for a tier that is away. Thread-safe.
 */
public final class RemoteSegment {
    private static final int BLOCK = 256 << 10;

    private final Place place;
    private final StoreAccess access;
    private final LimitedCache<byte[]> cache;
    private final Patience patience;
    private final TierCounters counters;

    RemoteSegment(
            Place place, StoreAccess access, LimitedCache<byte[]> cache, Patience patience, TierCounters counters) {
        this.place = place;
        this.access = access;
        this.cache = cache;
        this.patience = patience;
        this.counters = counters;
    }

    /** How messages call it. */
    public String name() {
        return place.name() + " in the tier (" + access + ")";
    }

    public long sizeBytes() {
        return place.bytes();
    }

    /**
     * Reads until the buffer is full or the segment ends; returns how many bytes, 0 at the end.
     *
     * @throws TierUnavailableException if the tier does not answer; the message says so
     * @throws LostPartException if it answers, but has not what it should have
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
                throw lost(part, at, "The object " + place.part(part) + " is shorter than it was: put it back");
            }
            to.put(block, from, length);
            at += length;
            read += length;
        }
        return read;
    }

    private LostPartException lost(int part, long from, String why) {
        long partEnd = (part + 1L) * place.partBytes();
        return new LostPartException(why, from, Math.min(partEnd, place.bytes()));
    }

    private byte[] block(int part, int block) throws IOException {
        String object = place.part(part);
        String name = object + "#" + block;
        byte[] kept = cache.kept(name);
        if (kept != null) {
            counters.cacheHits.increment();
            return kept;
        }
        patience.require(this);
        counters.cacheMisses.increment();
        try {
            byte[] bytes = access.await(
                    cache.get(name, () -> access.store().get(object, (long) block * BLOCK, BLOCK)),
                    patience.timeoutMillis());
            patience.answered();
            return bytes;
        } catch (StorageException e) {
            String why = StorageFailures.says(e);
            counters.failedReads.increment();
            if (e.kind() == StorageException.Kind.FAILED) {
                patience.answered();
                throw lost(part, (long) part * place.partBytes(), why);
            }
            String message = "The old records in " + name() + " cannot be read now: " + why;
            if (access.isClosed()) { // whatever the store says then
                throw new TierUnavailableException(
                        message, new StorageException(StorageException.Kind.CLOSED, message, e));
            }
            patience.failed(why);
            throw new TierUnavailableException(message, e);
        }
    }
}
