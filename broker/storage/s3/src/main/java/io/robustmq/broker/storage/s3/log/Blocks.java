package io.robustmq.broker.storage.s3.log;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.LimitedCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Bytes of objects, read in blocks of 1 MiB which are kept for a while. Thread-safe. */
public final class Blocks {
    private static final int BLOCK = 1 << 20;

    private final ObjectStore store;
    private final LimitedCache<byte[]> cache;

    public Blocks(ObjectStore store, long cacheBytes) {
        this.store = store;
        this.cache = new LimitedCache<>(cacheBytes, block -> block.length);
    }

    /** An object that has just been written, and will soon be read. */
    void keep(String name, byte[] object) {
        for (int at = 0, block = 0; at < object.length; at += BLOCK, block++) {
            byte[] bytes = object.length <= BLOCK
                    ? object
                    : Arrays.copyOfRange(object, at, Math.min(object.length, at + BLOCK));
            cache.put(name + "#" + block, bytes);
        }
    }

    /** All of a small object, such as an index. */
    CompletionStage<byte[]> whole(String name) {
        return cache.get(name, () -> store.get(name).thenApply(found -> found.orElseThrow(() -> missing(name))));
    }

    /** The bytes from one position up to another. */
    CompletionStage<byte[]> range(String name, int from, int to) {
        List<CompletableFuture<byte[]>> parts = new ArrayList<>();
        for (int block = from / BLOCK; block * (long) BLOCK < to; block++) {
            long at = block * (long) BLOCK;
            parts.add(cache.get(name + "#" + block, () -> store.get(name, at, BLOCK))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply(all -> join(parts, from, to));
    }

    private static byte[] join(List<CompletableFuture<byte[]>> parts, int from, int to) {
        byte[] range = new byte[to - from];
        int inBlock = from % BLOCK;
        int filled = 0;
        for (CompletableFuture<byte[]> part : parts) {
            byte[] block = part.join();
            int length = Math.min(block.length - inBlock, range.length - filled);
            System.arraycopy(block, inBlock, range, filled, length);
            filled += length;
            inBlock = 0;
        }
        return range;
    }

    private static io.robustmq.broker.storage.spi.StorageException missing(String name) {
        return new io.robustmq.broker.storage.spi.StorageException(
                io.robustmq.broker.storage.spi.StorageException.Kind.FAILED,
                "The object " + name + " is missing: put it back");
    }
}
