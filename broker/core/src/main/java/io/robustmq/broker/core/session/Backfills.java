package io.robustmq.broker.core.session;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.retained.RetainedScan;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * The retained messages still to be sent to one client, one new subscription after the other, a page at a time, so that others
 * on the lane have their turn in between. Goes on while the client takes them; belongs to the session, not the connection: a
 * client that goes away in the middle gets the rest when it is back. Confined to the session's lane.
 */
final class Backfills {
    /** Topics looked at for each message of a page, so that a filter that matches little does not stall the lane. */
    private static final int VISITS_PER_MESSAGE = 16;

    private final LinkedHashMap<TopicFilter, Backfill> waiting = new LinkedHashMap<>(4);
    private final SessionHost host;
    private final OutgoingFlow outgoing;
    private boolean due;

    Backfills(SessionHost host, OutgoingFlow outgoing) {
        this.host = host;
        this.outgoing = outgoing;
    }

    /** What is still to be sent for one new subscription. */
    private record Backfill(RetainedScan<Message> scan, Subscription subscription, int pageMessages) {}

    /** Begins at once if it is the only one; takes the place of one for the same filter. */
    void add(RetainedScan<Message> scan, Subscription subscription, int pageMessages) {
        waiting.remove(subscription.filter());
        waiting.put(subscription.filter(), new Backfill(scan, subscription, pageMessages));
        if (waiting.size() == 1) {
            run();
        } else {
            maybeContinue();
        }
    }

    /** The subscription has ended. */
    void remove(TopicFilter filter) {
        waiting.remove(filter);
    }

    /** There may be room: sends a page in a later turn, if there is anything to send. */
    void maybeContinue() {
        if (!due && !waiting.isEmpty()) {
            due = true;
            host.later(this::run);
        }
    }

    private void run() {
        due = false;
        Iterator<Backfill> each = waiting.values().iterator();
        if (!each.hasNext() || !outgoing.canSend()) {
            return; // the session calls again when it does
        }
        if (!page(each.next())) {
            each.remove();
        }
        maybeContinue();
    }

    /** Delivers a page, or less of it if the client takes no more; returns whether there may be more. */
    private boolean page(Backfill of) {
        int most = of.pageMessages();
        return of.scan().next(most, most * VISITS_PER_MESSAGE, (_, message) -> {
            if (!deliver(message, of.subscription())) {
                of.scan().stop();
            }
        });
    }

    /**
     * A retained message for a new subscription goes with RETAIN set [MQTT-3.3.1-8]. There is room for it.
     *
     * @return whether there is room for one more
     */
    private boolean deliver(Message message, Subscription via) {
        int qos = via.qosFor(message);
        if (qos != Recipient.UNWANTED && !message.isExpired(host.wallMillis())) {
            outgoing.sendRetained(message, via, qos);
        }
        return outgoing.canSend();
    }
}
