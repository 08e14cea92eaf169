package io.robustmq.broker.core.session;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.retained.RetainedScan;
import io.robustmq.broker.core.subscription.Subscription;

/**
 * Retained messages still to be sent for one new subscription. Belongs to the session, not the connection: a client that goes
 * away in the middle gets the rest when it is back. Confined to the session's lane.
 */
final class Backfill {
    /** Topics looked at for each message of a page, so that a filter that matches little does not stall the lane. */
    private static final int VISITS_PER_MESSAGE = 16;

    private final RetainedScan<Message> scan;
    private final Subscription subscription;
    private final int pageMessages;

    Backfill(RetainedScan<Message> scan, Subscription subscription, int pageMessages) {
        this.scan = scan;
        this.subscription = subscription;
        this.pageMessages = pageMessages;
    }

    Subscription subscription() {
        return subscription;
    }

    /** Delivers a page, or less of it if the client takes no more; returns whether there may be more. */
    boolean page(Session session) {
        return scan.next(pageMessages, pageMessages * VISITS_PER_MESSAGE, (topic, message) -> {
            if (!session.deliverRetained(message, subscription)) {
                scan.stop();
            }
        });
    }
}
