package io.robustmq.broker.core.session;

import java.util.ArrayDeque;

/**
 * The retained messages still to be sent to one client, one new subscription after the other, a page at a time, so that others
 * on the lane have their turn in between. Goes on while the client takes them. Confined to the session's lane.
 */
final class Backfills {
    private final ArrayDeque<Backfill> waiting = new ArrayDeque<>(2);
    private final Session session;
    private final SessionHost host;
    private boolean due;

    Backfills(Session session, SessionHost host) {
        this.session = session;
        this.host = host;
    }

    /** Begins at once if it is the first. */
    void add(Backfill backfill) {
        waiting.add(backfill);
        run();
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
        Backfill first = waiting.peek();
        if (first == null || !session.takesRetained()) {
            return; // the session calls again when it does
        }
        if (!first.page(session)) {
            waiting.remove();
        }
        maybeContinue();
    }
}
