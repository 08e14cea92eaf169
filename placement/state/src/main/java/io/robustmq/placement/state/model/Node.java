package io.robustmq.placement.state.model;

import java.util.Map;
import java.util.Set;

/**
 * A broker or journal node that has registered.
 *
 * @param nodeId persistent and random; from its data folder
 * @param epoch of this registration; larger than every one given before. What comes with an older one is refused
 * @param addresses purpose ({@code grpc}, {@code admin}, ...) to {@code host:port}
 * @param zone failure domain; empty if unknown
 * @param leaseMillis how long it is thought alive after a heartbeat. A duration, not a time: no clock of one leader means anything to the next
 * @param registeredAtMillis wall clock, for people
 */
public record Node(
        String nodeId,
        long epoch,
        Set<Role> roles,
        Map<String, String> addresses,
        String zone,
        String softwareVersion,
        int leaseMillis,
        Liveness liveness,
        Duty duty,
        long registeredAtMillis)
        implements Entity {

    /** What it does for the cluster. */
    public enum Role {
        BROKER,
        JOURNAL
    }

    /** Whether it gets work. */
    public enum Duty {
        SERVING,
        /** It hands over what it has and gets nothing new. */
        DRAINING
    }

    /** Whether its lease runs. */
    public sealed interface Liveness {
        /** It runs, as far as the leader that would end it knows. */
        record Alive() implements Liveness {}

        /**
         * It ran out; the node must register again.
         *
         * @param sinceMillis wall clock of the leader that found it
         */
        record Expired(long sinceMillis) implements Liveness {}
    }

    /** The only one of its kind. */
    public static final Liveness ALIVE = new Liveness.Alive();

    public Node {
        roles = Set.copyOf(roles);
        addresses = Map.copyOf(addresses);
    }

    @Override
    public Ref ref() {
        return Ref.of(Kind.NODE, nodeId);
    }

    public boolean isAlive() {
        return liveness instanceof Liveness.Alive;
    }

    /** Whether replicas may be put on it. */
    public boolean takesReplicas() {
        return roles.contains(Role.JOURNAL) && isAlive() && duty == Duty.SERVING;
    }

    public Node withLiveness(Liveness changed) {
        return new Node(
                nodeId, epoch, roles, addresses, zone, softwareVersion, leaseMillis, changed, duty, registeredAtMillis);
    }

    public Node withDuty(Duty changed) {
        return new Node(
                nodeId,
                epoch,
                roles,
                addresses,
                zone,
                softwareVersion,
                leaseMillis,
                liveness,
                changed,
                registeredAtMillis);
    }
}
