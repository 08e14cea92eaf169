package io.robustmq.placement.client.lease;

import io.robustmq.placement.api.Epoch;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.api.v1.HeartbeatResponse;
import io.robustmq.placement.api.v1.RegisterResponse;

/**
 * One node's lease, as the node counts it.
 *
 * <pre>
 *   Absent ──► Registering ──registered──► Held ◄──heartbeat──┐
 *     ▲             │                      │ ▲ └──────────────┘
 *     │             └──registered late──► Confirming
 *     └──── ran out, or refused ───────────┴─┴──── Ended: fenced, refused or left
 * </pre>
 *
 * <p>Counted from when the request was <em>sent</em>, by the monotonic clock: the centre counts from when it came, which is later, so a
 * node has stopped before the centre believes it dead. A tenth of the lease before that its owner is told, so that it can stop.
 */
public sealed interface LeaseState {

    /** Not registered. */
    record Absent() implements LeaseState {}

    /** A registration is under way. */
    record Registering() implements LeaseState {}

    /** Registered, but the answer took longer than the lease: the node must not serve before a heartbeat is answered. */
    record Confirming(Term term) implements LeaseState {}

    /**
     * The node may serve.
     *
     * @param countedFromNanos when the request was sent that gave or renewed the lease
     */
    record Held(Term term, long countedFromNanos) implements LeaseState {

        /** When the next heartbeat is due: at a third of the lease. */
        public long heartbeatAtNanos() {
            return countedFromNanos + term.leaseNanos() / 3;
        }

        /** From when on the node must not serve. */
        public long serveUntilNanos() {
            return countedFromNanos + term.servingNanos();
        }

        public boolean mayServe(long nowNanos) {
            return serveUntilNanos() - nowNanos > 0;
        }
    }

    /** Over for good. */
    record Ended() implements LeaseState {}

    /**
     * One registration.
     *
     * @param leaseNanos how long a lease lasts
     */
    record Term(Epoch epoch, String clusterId, long leaseNanos, Duty duty) {
        /** Shorter than the lease by a tenth, for the owner to stop in. */
        public long servingNanos() {
            return leaseNanos - leaseNanos / 10;
        }
    }

    /**
     * The node was registered.
     *
     * @param sentNanos when it was first sent under its key: any try may be the one that gave the lease
     */
    static LeaseState registered(RegisterResponse response, long sentNanos, long nowNanos) {
        Term term = new Term(
                new Epoch(response.getEpoch()),
                response.getClusterId(),
                nanos(response.getLeaseMillis()),
                response.getDuty());
        Held held = new Held(term, sentNanos);
        return held.mayServe(nowNanos) ? held : new Confirming(term);
    }

    /**
     * A heartbeat of this term was answered.
     *
     * @param sentNanos when the try was sent that was answered
     * @return this state if that renews nothing, because the lease is over or was renewed by a later one
     */
    default LeaseState renewed(Epoch epoch, HeartbeatResponse response, long sentNanos, long nowNanos) {
        return switch (this) {
            case Absent _, Registering _, Ended _ -> this;
            case Confirming confirming ->
                confirming.term().epoch().equals(epoch)
                        ? renewed(confirming.term(), response, sentNanos, nowNanos)
                        : this;
            case Held held ->
                held.term().epoch().equals(epoch) && held.countedFromNanos() - sentNanos < 0
                        ? renewed(held.term(), response, sentNanos, nowNanos)
                        : this;
        };
    }

    private LeaseState renewed(Term term, HeartbeatResponse response, long sentNanos, long nowNanos) {
        Term next = new Term(term.epoch(), term.clusterId(), nanos(response.getLeaseMillis()), response.getDuty());
        Held held = new Held(next, sentNanos);
        return held.mayServe(nowNanos) ? held : this;
    }

    private static long nanos(int leaseMillis) {
        return Integer.toUnsignedLong(leaseMillis) * 1_000_000L;
    }
}
