package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.subscription.Recipient;
import java.util.Arrays;

/**
 * Messages on their way from one lane to another, each with the recipients there: filled by the one during a turn, handed over
 * once at its end, then read by the other.
 */
final class Batch {
    private static final int INITIAL = 16;

    /** A message and its place here, without its payload. */
    private static final int MESSAGE_BYTES = 128;

    Message[] messages = new Message[INITIAL];

    /** A {@code Recipient} or an array of them; or a {@code WrittenFirst} of what another broker has forwarded. */
    Object[] recipients = new Object[INITIAL];

    /** Where each is stored, see {@link io.robustmq.broker.core.durable.Place}. */
    long[] places = new long[INITIAL];

    int size;

    /** About what the messages take, payloads and all; one that is for several recipients counts once. */
    long bytes;

    void add(Message message, Recipient[] to) {
        put(message, to, Place.NOWHERE);
    }

    void add(Message message, Recipient to, long place) {
        put(message, to, place);
    }

    void add(Message message, PeerDeliveries.WrittenFirst how) {
        put(message, how, Place.NOWHERE);
    }

    private void put(Message message, Object to, long place) {
        if (size == messages.length) {
            messages = Arrays.copyOf(messages, size * 2);
            recipients = Arrays.copyOf(recipients, size * 2);
            places = Arrays.copyOf(places, size * 2);
        }
        messages[size] = message;
        recipients[size] = to;
        places[size] = place;
        bytes += MESSAGE_BYTES + message.payload().length;
        size++;
    }
}
