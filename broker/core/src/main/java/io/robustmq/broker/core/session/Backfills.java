package io.robustmq.broker.core.session;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * The retained messages still to be sent to one client, one new subscription after the other, a page at a time, so that others
 * on the lane have their turn in between. Goes on while the client takes them. Confined to the session's lane.
 */
final class Backfills {
    private final LinkedHashMap<TopicFilter, Backfill> waiting = new LinkedHashMap<>(4);
    private final Session session;
    private final SessionHost host;
    private boolean due;

    Backfills(Session session, SessionHost host) {
        this.session = session;
        this.host = host;
    }

    /** Begins at once if it is the only one; takes the place of one for the same filter. */
    void add(Backfill backfill) {
        TopicFilter filter = backfill.subscription().filter();
        waiting.remove(filter);
        waiting.put(filter, backfill);
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
        if (!each.hasNext() || !session.takesRetained()) {
            return; // the session calls again when it does
        }
        if (!each.next().page(session)) {
            each.remove();
        }
        maybeContinue();
    }
}
