package io.robustmq.broker.core.forward;

import io.robustmq.broker.core.message.Message;
import java.util.Arrays;

/**
 * Messages on their way to another broker, each with its addressees there: filled by one lane during a turn and handed over
 * once at its end, or received. Payloads are shared with whoever else the messages go to.
 */
public final class ForwardBatch {
    private static final int INITIAL = 16;

    /** A message here, without its payload. */
    private static final int MESSAGE_BYTES = 128;

    private Message[] messages = new Message[INITIAL];
    private Addressees[] addressees = new Addressees[INITIAL];
    private int size;
    private long bytes;

    /** Adds a message; one that was added last is sent once for all its addressees. */
    public void add(Message message, Addressees to) {
        if (size > 0 && messages[size - 1] == message) {
            addressees[size - 1] = addressees[size - 1].and(to);
            return;
        }
        if (size == messages.length) {
            messages = Arrays.copyOf(messages, size * 2);
            addressees = Arrays.copyOf(addressees, size * 2);
        }
        messages[size] = message;
        addressees[size] = to;
        bytes += bytes(message);
        size++;
    }

    public int size() {
        return size;
    }

    public Message message(int index) {
        return messages[index];
    }

    public Addressees addressees(int index) {
        return addressees[index];
    }

    /** About what the messages take, payloads and all. */
    public long bytes() {
        return bytes;
    }

    /** About what one message takes. */
    public static long bytes(Message message) {
        return MESSAGE_BYTES + (long) message.topic().utf8().length + message.payload().length;
    }
}
