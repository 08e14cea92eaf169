package io.robustmq.broker.storage.spi;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One log of records and one ordered state beside it. Thread-safe. No call blocks: what needs the medium is answered by a
 * stage. What is hung on a stage runs on a thread of the adapter's, or on the caller's if the stage is complete already: do
 * little there, and never wait.
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
     * complete in that order, but for those refused at once because there is too much to do; a read that begins after a stage
     * has completed sees its write. A batch with nothing in it is done when those before it are.
     *
     * <p>Nothing overtakes a write that fails for now ({@link StorageException.Kind#mayPass}): every write asked for behind the
     * first that does, before its stage completed, fails, too, and none of these has taken effect, or will, if one before it has
     * not. So who waits for the answers, and then asks again in the same order, ends up with that order. Not so behind one that
     * is larger than the adapter ever takes ({@link StorageException.Kind#TOO_LARGE}).
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
     * All records from an offset on, without end, for any number of subscribers. A page is handed over for each one requested,
     * never an empty one, as large as the adapter likes within bounds of its own; a subscriber that requests nothing costs
     * nothing. If retention overtakes a subscriber, it goes on at the start. Ends with an error when the shard closes or
     * cannot be read.
     */
    Flow.Publisher<RecordPage> tail(long fromOffset);

    /** The least offset kept whose record is no older than {@code timestampMillis}; empty if there is none. */
    CompletionStage<OptionalLong> offsetAt(long timestampMillis);

    /** The newest record with this key, or null if none is kept. */
    CompletionStage<@Nullable StoredRecord> last(byte[] key);

    /**
     * Nobody needs records below {@code before}: they may go, in whole units of the medium. Returns the start from then on: no
     * record at or above {@code before} is gone by this.
     */
    CompletionStage<Long> trim(long before);

    /**
     * Limits by age and size from now on, in place of earlier ones; the oldest units go first, needed or not. Applied from time
     * to time; not kept when the storage is closed.
     */
    void limit(RetentionLimits limits);

    // ---- the state

    /** The value of a key, or null. */
    CompletionStage<byte @Nullable []> get(byte[] key);

    /** Entries in the order of their keys (bytes, unsigned), a page at a time. */
    CompletionStage<StatePage> page(PageRequest request);
}
