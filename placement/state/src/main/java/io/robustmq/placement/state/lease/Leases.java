package io.robustmq.placement.state.lease;

import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Refusal;
import io.robustmq.placement.state.decide.Fencing;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Until when each node is thought alive: in the memory of the leader alone, by its monotonic clock. Heartbeats are not replicated;
 * that a lease has run out is.
 *
 * <p><b>Why a node whose lease has run out has stopped before.</b> It counts its lease from when it sent the heartbeat, we from
 * when it came, which is later; and a heartbeat is answered only by a leader that was sure to be it after the heartbeat came (a
 * read index, or its own lease). A new leader counts for everyone from when it became leader, which is later than anything its
 * predecessor may have answered.
 *
 * <p><b>Why nobody dies because of us.</b> A new leader gives everyone a full lease. A leader that has not looked for longer than
 * {@link #STALL_NANOS} was stopped itself, and heartbeats had no ear in that time: everyone is given it in addition.
 *
 * <p>Confined to one thread, or guarded by its owner.
 */
public final class Leases {
    /** Longer between two looks, and it was we who were away; {@link #expired} is called several times as often. */
    public static final long STALL_NANOS = 1_500_000_000L;

    private static final long NANOS_A_MILLI = 1_000_000L;

    private final Map<String, Lease> leases = new HashMap<>();
    private long lookedNanos;

    /** @param isOver whether its end was told: it does not run anew, for the image is about to show that */
    private record Lease(long epoch, long untilNanos, boolean isOver) {
        Lease over() {
            return new Lease(epoch, untilNanos, true);
        }

        Lease later(long nanos) {
            return new Lease(epoch, untilNanos + nanos, isOver);
        }
    }

    /**
     * @param image with everything applied that was committed before this member became leader
     * @param nowNanos monotonic clock, as in all methods
     */
    public Leases(ClusterImage image, long nowNanos) {
        this.lookedNanos = nowNanos;
        for (Node node : image.nodes()) {
            if (node.isAlive()) {
                grant(node, nowNanos);
            }
        }
    }

    /**
     * Renews a lease. Not one whose end {@link #expired} has told, though the image does not show that yet: the node would serve
     * on while others take its place.
     *
     * @param image with everything applied that was committed when the heartbeat came
     * @return why it is refused; empty if the lease runs anew
     */
    public Optional<Refusal> heartbeat(ClusterImage image, String nodeId, long epoch, long nowNanos) {
        Optional<Refusal> refusal = Fencing.check(image, nodeId, epoch);
        if (refusal.isPresent()) {
            return refusal;
        }
        Node node = image.node(nodeId).orElseThrow();
        Lease lease = leases.get(nodeId);
        if (lease != null && lease.epoch() == epoch && lease.isOver()) {
            return Optional.of(Fencing.expired(node));
        }
        grant(node, nowNanos);
        return Optional.empty();
    }

    /**
     * Whose lease has run out: to be submitted, and asked again until the image shows it. Nodes that have registered since the
     * last call get their lease from now on.
     */
    public List<Command.ExpireNode> expired(ClusterImage image, long nowNanos) {
        long away = nowNanos - lookedNanos;
        long missed = away > STALL_NANOS ? away : 0;
        lookedNanos = nowNanos;
        List<Command.ExpireNode> expired = new ArrayList<>();
        Map<String, Lease> kept = new HashMap<>();
        for (Node node : image.nodes()) {
            if (!node.isAlive()) {
                continue;
            }
            Lease lease = leases.get(node.nodeId());
            if (lease == null || lease.epoch() != node.epoch()) {
                lease = lease(node, nowNanos);
            } else if (missed > 0) {
                lease = lease.later(missed);
            }
            if (lease.isOver() || lease.untilNanos() - nowNanos <= 0) {
                lease = lease.over();
                expired.add(new Command.ExpireNode(node.nodeId(), node.epoch()));
            }
            kept.put(node.nodeId(), lease);
        }
        leases.clear();
        leases.putAll(kept);
        return expired;
    }

    /** How long the lease still runs; 0 if it does not, or is not known. */
    public long leftMillis(String nodeId, long nowNanos) {
        Lease lease = leases.get(nodeId);
        return lease == null ? 0 : Math.max(0, (lease.untilNanos() - nowNanos) / NANOS_A_MILLI);
    }

    private void grant(Node node, long nowNanos) {
        leases.put(node.nodeId(), lease(node, nowNanos));
    }

    private static Lease lease(Node node, long nowNanos) {
        return new Lease(node.epoch(), nowNanos + node.leaseMillis() * NANOS_A_MILLI, false);
    }
}
