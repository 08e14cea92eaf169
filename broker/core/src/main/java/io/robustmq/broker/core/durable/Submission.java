package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.stored.MessageFormat;
import io.robustmq.broker.core.stored.RetainedRecord;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one lane has for one shard: filled by the lane during a turn, then written as one batch, then read by whoever hands
 * it on. Each of the three has it for itself.
 */
final class Submission {
    final int lane;
    final List<Publication> publications = new ArrayList<>();
    final List<WriteCompletion> completions = new ArrayList<>();

    /** Whether a conflict means that this has been written before. */
    final boolean isRepeated;

    /** Where it may be in the log: of one that is repeated before it is asked for, of any other once it is in doubt. */
    long doubtFrom = Doubt.UNKNOWN;

    /** The topic whose retained message is read when all before this is written, or null. */
    final @Nullable TopicName looksAt;

    private final List<LogRecord> records = new ArrayList<>();
    private final List<StateChange> changes = new ArrayList<>();
    private boolean isBarrier;
    private long bytes;

    /** What storage answers to the write; null before it is asked. */
    private @Nullable CompletableFuture<Written> answer;

    private byte @Nullable [] seen;
    private volatile boolean settled;
    private @Nullable Written written;
    private @Nullable StorageException failure;

    Submission(int lane) {
        this(lane, false);
    }

    Submission(int lane, boolean isRepeated) {
        this(lane, isRepeated, null);
    }

    private Submission(int lane, boolean isRepeated, @Nullable TopicName looksAt) {
        this.lane = lane;
        this.isRepeated = isRepeated;
        this.looksAt = looksAt;
    }

    /** Nothing to write: the topic's retained message is read from storage, and takes its turn with what is written. */
    static Submission look(int lane, TopicName topic) {
        return new Submission(lane, false, topic);
    }

    /**
     * A message that goes on once this is written.
     *
     * @param stored whether it is a record of the log
     * @param retained whether it becomes its topic's retained message
     * @param isDelivered whether it goes to those who want it, in the order of the log even if it is not stored
     * @param only for whom on this broker it is, if another has forwarded it; null: for everybody, on all brokers
     */
    record Publication(
            Message message,
            Topic topic,
            boolean stored,
            boolean retained,
            boolean isDelivered,
            @Nullable Addressees only) {
        Publication(Message message, Topic topic, boolean stored, boolean retained, boolean isDelivered) {
            this(message, topic, stored, retained, isDelivered, null);
        }
    }

    void add(Publication publication, long wallMillis) {
        publication.topic().beginWrite();
        publications.add(publication);
        if (publication.retained()) {
            add(retain(publication.message()));
        }
        if (publication.stored()) {
            LogRecord record = MessageFormat.toRecord(publication.message(), wallMillis);
            records.add(record);
            bytes += record.sizeBytes();
        }
    }

    private static StateChange retain(Message message) {
        RetainedRecord record = new RetainedRecord(message);
        return message.payload().length == 0 ? record.delete() : record.put(); // [MQTT-3.3.1-6]
    }

    void add(StateChange change) {
        changes.add(change);
        bytes += change.sizeBytes();
    }

    /** About what it takes in memory while it waits. */
    long bytes() {
        return bytes;
    }

    /** Nothing, but to be written all the same: when it is, it is known of all before it whether it was. */
    static Submission barrier(int lane, WriteCompletion then) {
        Submission made = new Submission(lane);
        made.isBarrier = true;
        made.completions.add(then);
        return made;
    }

    private WriteBatch batch(StateChange.@Nullable Require fence) {
        if (fence == null || (records.isEmpty() && changes.isEmpty() && !isBarrier)) {
            return new WriteBatch(records, changes);
        }
        List<StateChange> fenced = new ArrayList<>(changes.size() + 1);
        fenced.add(fence);
        fenced.addAll(changes);
        return new WriteBatch(records, fenced);
    }

    /**
     * Storage is asked. By the feed, under its lock, as is {@link #refusal}.
     *
     * @param fence what is required besides, or null
     */
    CompletionStage<Written> ask(Shard shard, StateChange.@Nullable Require fence) {
        CompletionStage<Written> asked = shard.write(batch(fence));
        answer = asked.toCompletableFuture();
        return asked;
    }

    /** Whether storage has answered, though the feed may not know yet. */
    boolean isAnswered() {
        return answer != null && answer.isDone();
    }

    /** Why storage has refused this for now, or null if it has not, or not yet. */
    @Nullable
    StorageException refusal() {
        if (answer == null || !answer.isCompletedExceptionally()) {
            return null;
        }
        StorageException why = reason(answer.exceptionNow());
        return why.kind().mayPass() ? why : null;
    }

    static StorageException reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof StorageException why
                ? why
                : new StorageException(StorageException.Kind.FAILED, "writing failed: " + cause, cause);
    }

    /** It is not written, and storage was never asked. On the lane. */
    void refuse(StorageException why) {
        publications.forEach(publication -> publication.topic().endWrite());
        completions.forEach(one -> one.onFailed(why));
    }

    /** Exactly one of the two is given. */
    void settle(@Nullable Written done, @Nullable StorageException why) {
        written = done;
        failure = why;
        settled = true;
    }

    /** What was read of {@link #looksAt}; before {@link #settle}. */
    void sees(byte @Nullable [] value) {
        seen = value;
    }

    /** What storage has as the retained message of {@link #looksAt}, or null for none. */
    byte @Nullable [] seen() {
        return seen;
    }

    boolean isSettled() {
        return settled;
    }

    /** What was written, or null if it failed. */
    @Nullable
    Written written() {
        return written;
    }

    @Nullable
    StorageException failure() {
        return failure;
    }
}
