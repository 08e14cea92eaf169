package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.port.Ownership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The client ids that connections of one lane hold, or wait for, in a cluster. An id is claimed for the first connection that asks
 * for it, and released with the last. Confined to the lane.
 */
public final class LaneClaims {
    private final Lane lane;
    private final Ownership ownership;
    private final Map<String, Held> held = new HashMap<>(0);

    LaneClaims(Lane lane, Ownership ownership) {
        this.lane = lane;
        this.ownership = ownership;
    }

    /** Whether there is nobody to claim anything from. */
    public boolean isAlone() {
        return ownership.isAlone();
    }

    /** Whether a connection may be let in. */
    public enum Answer {
        PENDING,
        HELD,
        /** Another broker has the id, or nobody can say. */
        LOST
    }

    /** One connection's share of a client id. */
    public static final class Ticket {
        private final Held of;
        private final Runnable answered;
        private Answer answer = Answer.PENDING;

        private Ticket(Held of, Runnable answered) {
            this.of = of;
            this.answered = answered;
        }

        public Answer answer() {
            return answer;
        }

        /** The connection is gone. */
        public void release() {
            of.leave(this);
        }
    }

    /**
     * Claims a client id for a connection.
     *
     * @param answered runs on the lane, in a later turn, when the answer is not {@link Answer#PENDING} any more
     */
    public Ticket claim(String clientId, Runnable answered) {
        Held known = held.get(clientId);
        if (known != null) {
            return known.enter(answered);
        }
        Held made = new Held(clientId);
        held.put(clientId, made);
        Ticket ticket = made.enter(answered);
        ownership.claim(clientId, made);
        return ticket;
    }

    /**
     * Another broker gets the id: who is connected with it here is told so and goes.
     *
     * @param done runs when nothing is delivered here any more
     */
    public void giveUp(String clientId, Runnable done) {
        Held known = held.get(clientId);
        if (known != null && known.granted) {
            held.remove(clientId);
            known.lose();
            lane.sessions().takeAway(clientId);
        }
        done.run();
    }

    /** To be asked before anything is taken from a client or given to one: who may not serve has no clients from here on. */
    void requireLease() {
        if (!ownership.mayServe() && !held.isEmpty()) {
            loseAll();
        }
    }

    /** The broker is out of the cluster: it has no ids any more, and their connections end. */
    public void loseAll() {
        List<Held> all = List.copyOf(held.values());
        held.clear();
        all.forEach(Held::lose);
        lane.sessions().connections().forEach(Attachment::onShutdown);
    }

    /** One client id. */
    private final class Held implements Ownership.Claimant {
        private final String clientId;
        private final List<Ticket> tickets = new ArrayList<>(1);
        private boolean granted;

        Held(String clientId) {
            this.clientId = clientId;
        }

        Ticket enter(Runnable answered) {
            Ticket ticket = new Ticket(this, answered);
            ticket.answer = granted ? Answer.HELD : Answer.PENDING;
            tickets.add(ticket);
            return ticket;
        }

        void leave(Ticket ticket) {
            tickets.remove(ticket);
            if (tickets.isEmpty() && held.remove(clientId, this)) {
                ownership.release(clientId);
            }
        }

        @Override
        public void onGranted() {
            lane.thread().execute(() -> {
                lane.claims().requireLease();
                if (held.get(clientId) == this) {
                    granted = true;
                    answer(Answer.HELD);
                }
            });
        }

        @Override
        public void onRefused() {
            lane.thread().execute(() -> {
                if (held.remove(clientId, this)) {
                    answer(Answer.LOST);
                }
            });
        }

        /** What waits for its turn will find it lost; what waits for an answer has it now. */
        void lose() {
            tickets.stream()
                    .filter(ticket -> ticket.answer == Answer.HELD)
                    .forEach(ticket -> ticket.answer = Answer.LOST);
            answer(Answer.LOST);
        }

        private void answer(Answer answer) {
            for (Ticket ticket : List.copyOf(tickets)) {
                if (ticket.answer == Answer.PENDING) {
                    ticket.answer = answer;
                    ticket.answered.run();
                }
            }
        }
    }
}
