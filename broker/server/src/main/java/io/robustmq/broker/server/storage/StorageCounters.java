package io.robustmq.broker.server.storage;

import io.robustmq.broker.storage.spi.StorageException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was asked of a storage since the start, and what became of it. Thread-safe. */
public final class StorageCounters {
    private final LongAdder writes = new LongAdder();
    private final Map<StorageException.Kind, LongAdder> failedWrites = Arrays.stream(StorageException.Kind.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), _ -> new LongAdder()));
    private final LongAdder reads = new LongAdder();
    private final LongAdder failedReads = new LongAdder();

    private final LongAdder passedOver = new LongAdder();

    StorageCounters() {}

    private LongAdder failed(StorageException.Kind kind) {
        return Objects.requireNonNull(failedWrites.get(kind));
    }

    void written() {
        writes.increment();
    }

    void writeFailed(StorageException.Kind kind) {
        failed(kind).increment();
    }

    void read(boolean failed) {
        (failed ? failedReads : reads).increment();
    }

    void passedOver(long places) {
        passedOver.add(places);
    }

    /** Places of the logs that are damaged or lost and were passed over. */
    public long passedOver() {
        return passedOver.sum();
    }

    /** Writes that were done. */
    public long writes() {
        return writes.sum();
    }

    /** Writes that were not, for this reason. */
    public long failedWrites(StorageException.Kind kind) {
        return failed(kind).sum();
    }

    /** Pages of logs that were read. */
    public long reads() {
        return reads.sum();
    }

    /** Pages of logs that could not be read. */
    public long failedReads() {
        return failedReads.sum();
    }
}
