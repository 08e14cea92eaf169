package io.robustmq.broker.core.subscription;

import io.robustmq.broker.core.forward.PeerLink;

/**
 * Another broker of the cluster, as a target of the filters that sessions there subscribe to. One object for each of its
 * epochs; told apart by identity.
 */
public final class RemoteBroker implements Target {
    private final String nodeId;
    private final PeerLink link;
    private final RemoteStore store = new RemoteStore(this);

    public RemoteBroker(String nodeId, PeerLink link) {
        this.nodeId = nodeId;
        this.link = link;
    }

    public String nodeId() {
        return nodeId;
    }

    /** Its stored sessions. */
    public RemoteStore store() {
        return store;
    }

    public PeerLink link() {
        return link;
    }
}
