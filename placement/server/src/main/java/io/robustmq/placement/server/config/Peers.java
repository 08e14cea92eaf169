package io.robustmq.placement.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The members that are meant to be.
 *
 * @param self the number of this one
 * @param all by number, this one included: the same order at each of them, however their lists are written
 */
public record Peers(int self, List<Peer> all) {

    private static final Pattern MEMBER = Pattern.compile("(\\d{1,9})@(.+:\\d{1,5})");

    public Peers {
        all = all.stream().sorted(Comparator.comparingInt(Peer::nodeId)).toList();
    }

    /** @param address {@code host:port} of its gRPC */
    public record Peer(int nodeId, String address) {}

    /** @throws IllegalArgumentException with what is wrong with the list */
    public static Peers of(PlacementConfig config) {
        List<Peer> all = new ArrayList<>();
        config.cluster().members().orElse(List.of()).forEach(member -> all.add(read(member)));
        if (all.isEmpty()) {
            config.node().nodes().forEach((number, address) -> all.add(read(number + "@" + address)));
        }
        int self = config.node().nodeId();
        if (all.isEmpty()) {
            all.add(new Peer(self, config.node().addr() + ":" + config.network().grpcPort()));
        }
        if (all.stream().map(Peer::nodeId).distinct().count() < all.size()) {
            throw new IllegalArgumentException("a number is there twice");
        }
        if (all.stream().map(Peer::address).distinct().count() < all.size()) {
            throw new IllegalArgumentException("an address is there twice: a member would answer for another one");
        }
        if (all.stream().noneMatch(peer -> peer.nodeId() == self)) {
            throw new IllegalArgumentException("this member, number " + self + ", is not among them");
        }
        return new Peers(self, all);
    }

    private static Peer read(String member) {
        Matcher parts = MEMBER.matcher(member.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(member + " is not number@host:port");
        }
        return new Peer(Integer.parseInt(parts.group(1)), parts.group(2));
    }

    /** Where the list has this one. */
    public String selfAddress() {
        return all.stream()
                .filter(peer -> peer.nodeId() == self)
                .map(Peer::address)
                .findFirst()
                .orElseThrow();
    }

    /** All but this one. */
    public List<Peer> others() {
        return all.stream().filter(peer -> peer.nodeId() != self).toList();
    }

    /** Whether this one forms the cluster when all are empty: the one with the lowest number does. */
    public boolean isFirst() {
        return all.getFirst().nodeId() == self;
    }
}
