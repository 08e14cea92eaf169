package io.robustmq.broker.core.subscription;

import io.robustmq.broker.core.message.Message;
import java.util.List;

/**
 * Several subscriptions of one session that match the same topic: the message goes out once, with the largest QoS among them
 * [MQTT-3.3.4-2] and all their identifiers [MQTT-3.3.4-4].
 */
public final class Overlap implements Recipient {
    private final List<Subscription> subscriptions;
    private final int[] identifiers;
    private final boolean retainAsPublished;

    /** @param subscriptions two or more, all of one session, none shared */
    public Overlap(List<Subscription> subscriptions) {
        this.subscriptions = List.copyOf(subscriptions);
        this.identifiers = subscriptions.stream()
                .mapToInt(Subscription::identifier)
                .filter(id -> id != 0)
                .toArray();
        this.retainAsPublished = subscriptions.stream().anyMatch(Subscription::retainAsPublished);
    }

    @Override
    public Subscriber subscriber() {
        return subscriptions.get(0).subscriber();
    }

    @Override
    public int qosFor(Message message) {
        int best = UNWANTED;
        for (Subscription subscription : subscriptions) {
            best = Math.max(best, subscription.qosFor(message));
        }
        return best;
    }

    @Override
    public boolean retainAsPublished() {
        return retainAsPublished;
    }

    @Override
    public int[] identifiers() {
        return identifiers;
    }
}
