package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one shard has for one lane: messages that are written now, each with its place and the recipients there, and answers to
 * what the lane had written. Filled by the shard's feed, then read by the lane.
 */
public final class Arrivals {
    private static final int INITIAL = 16;

    /** A message and its place here, without its payload. */
    private static final int MESSAGE_BYTES = 128;

    final int shard;
    private Message[] messages = new Message[INITIAL];
    private long[] places = new long[INITIAL];

    /** A {@code Recipient}, an array of them, a {@code SharedGroup}, or a {@code RemoteRoute}. */
    private Object[] recipients = new Object[INITIAL];

    private final List<Answer> answers = new ArrayList<>();
    private int size;
    private long bytes;
    private long nextOffset;
    private int unclaimed;
    private int answered;
    private long missedBelow;

    Arrivals(int shard) {
        this.shard = shard;
    }

    /** A write that somebody waits for is done, or has failed. */
    private record Answer(WriteCompletion to, @Nullable StorageException failure, long doubtFrom) {
        void give() {
            if (failure == null) {
                to.onWritten();
            } else if (failure.kind() == StorageException.Kind.UNAVAILABLE) {
                to.onDoubt(failure, doubtFrom);
            } else {
                to.onFailed(failure);
            }
        }
    }

    /** @param to a {@code Recipient}, an array of them, a {@code SharedGroup}, or a {@code RemoteRoute} */
    void add(Message message, long place, Object to) {
        if (size == messages.length) {
            messages = Arrays.copyOf(messages, size * 2);
            places = Arrays.copyOf(places, size * 2);
            recipients = Arrays.copyOf(recipients, size * 2);
        }
        messages[size] = message;
        places[size] = place;
        recipients[size] = to;
        bytes += MESSAGE_BYTES + message.payload().length;
        size++;
        if (place != Place.NOWHERE) {
            nextOffset = Math.max(nextOffset, Place.offset(place) + 1);
        }
    }

    /** One of the lane's submissions is answered. */
    void answer(Submission submission) {
        answered++;
        for (WriteCompletion one : submission.completions) {
            answers.add(new Answer(one, submission.failure(), submission.doubtFrom));
        }
    }

    /** Records up to here were written, though storage did not say so: they are in the log, and do not arrive. */
    void addMissed(long below) {
        missedBelow = Math.max(missedBelow, below);
        nextOffset = Math.max(nextOffset, below);
    }

    /** Below this offset the log has records that do not arrive; 0 if all arrive. */
    public long missedBelow() {
        return missedBelow;
    }

    public int shard() {
        return shard;
    }

    /** A shared subscription had no member to give a message to. */
    void addUnclaimed() {
        unclaimed++;
    }

    /** Messages of shared subscriptions without members. */
    public int unclaimed() {
        return unclaimed;
    }

    public int size() {
        return size;
    }

    public Message message(int index) {
        return messages[index];
    }

    /** See {@link Place}; {@link Place#NOWHERE} if it is not stored. */
    public long place(int index) {
        return places[index];
    }

    /** A {@code Recipient}, an array of them, a {@code SharedGroup}, or a {@code RemoteRoute}. */
    public Object recipients(int index) {
        return recipients[index];
    }

    /** One more than the last offset in here; 0 if there is none. */
    long nextOffset() {
        return nextOffset;
    }

    /** About the bytes of the messages. */
    public long bytes() {
        return bytes;
    }

    /** How many of the lane's submissions are answered with this. */
    int answered() {
        return answered;
    }

    void giveAnswers() {
        answers.forEach(Answer::give);
    }
}
