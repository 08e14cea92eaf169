package io.robustmq.broker.storage.spi;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One log of records and one ordered state beside it. Thread-safe. No call blocks: what needs the medium is answered by a
 * stage, on a thread of the adapter's; do little there.
 *
 * <p>Offsets begin at 0, grow with every record, and are never given twice; some may be left out (an adapter may number
 * other things of its own in between).
 *
 * <p>Stages fail with {@link StorageException}.
 */
public interface Shard {

    // ---- writing

    /**
     * Appends the records, in order and next to each other, and makes the changes, all or nothing. Done when the promise of
     * {@link Storage#durability} is kept. Writes of a shard take effect in the order of these calls, and their stages
     * complete in that order; a read that begins after a stage has completed sees its write.
     *
     * @throws java.util.concurrent.RejectedExecutionException never: a shard that has too much to do, or is closed, answers
     *     with a failed stage
     */
    CompletionStage<Written> write(WriteBatch batch);

    // ---- the log

    /** The first offset that is still kept. */
    long startOffset();

    /** Greater than every offset readable now: what {@link #write} completes next begins here or later. */
    long nextOffset();

    /** About how many bytes of the medium the log takes. */
    long sizeBytes();

    /**
     * Records from an offset on that a selection wants, in order. From before the start: from the start on. One call does a
     * bounded amount of work, so a page may be short or empty although there is more: go on at its
     * {@link RecordPage#nextOffset}.
     */
    CompletionStage<RecordPage> read(ReadRequest request);

    /**
     * All records from an offset on, without end. A page is handed over for each one requested; a subscriber that requests
     * nothing costs nothing. Ends with an error when the shard closes.
     */
    Flow.Publisher<RecordPage> tail(long fromOffset);

    /** The first offset whose record is no older than {@code timestampMillis}; empty if there is none. */
    CompletionStage<OptionalLong> offsetAt(long timestampMillis);

    /** The newest record with this key, or null. */
    CompletionStage<@Nullable StoredRecord> last(byte[] key);

    /**
     * Nobody needs records below {@code before}: they may go, in whole units of the medium. Returns the new start, at most
     * {@code before}.
     */
    CompletionStage<Long> trim(long before);

    /** Limits by age and size from now on; the oldest units go first, needed or not. Applied from time to time. */
    void limit(RetentionLimits limits);

    // ---- the state

    /** The value of a key, or null. */
    CompletionStage<byte @Nullable []> get(byte[] key);

    /** Entries in the order of their keys (bytes, unsigned), a page at a time. */
    CompletionStage<StatePage> page(PageRequest request);
}
