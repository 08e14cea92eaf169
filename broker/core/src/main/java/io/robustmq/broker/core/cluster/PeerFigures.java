package io.robustmq.broker.core.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The statistics that brokers of a view tell each other: each its own, as often as it publishes them. For any thread.
 */
public final class PeerFigures {
    private final boolean isAlone;
    private final Map<Member, NodeFigures> others = new ConcurrentHashMap<>();
    private volatile Consumer<NodeFigures> toPeers = _ -> {};

    private PeerFigures(boolean isAlone) {
        this.isAlone = isAlone;
    }

    /** Of a broker of a cluster. */
    public static PeerFigures ofCluster() {
        return new PeerFigures(false);
    }

    /** Of a broker on its own. */
    public static PeerFigures alone() {
        return new PeerFigures(true);
    }

    public boolean isAlone() {
        return isAlone;
    }

    /** @param peers are told what this broker tells from now on; must not block */
    public void onOwn(Consumer<NodeFigures> peers) {
        toPeers = peers;
    }

    /** This broker's are these now. */
    public void tell(NodeFigures own) {
        toPeers.accept(own);
    }

    /** A peer's are these now. */
    public void put(Member peer, NodeFigures its) {
        others.put(peer, its);
    }

    /** A peer is in the view no more. */
    public void remove(Member peer) {
        others.remove(peer);
    }

    /** The last that each peer has told. */
    public List<NodeFigures> others() {
        return List.copyOf(others.values());
    }
}
