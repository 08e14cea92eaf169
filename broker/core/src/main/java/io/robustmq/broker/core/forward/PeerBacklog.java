package io.robustmq.broker.core.forward;

/** Whether a peer falls behind with what is forwarded to it: then publishers are read more slowly. For any thread. */
public final class PeerBacklog {
    private volatile boolean behind;

    public void behind(boolean now) {
        behind = now;
    }

    public boolean isBehind() {
        return behind;
    }
}
