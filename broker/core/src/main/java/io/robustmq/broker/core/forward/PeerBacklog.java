package io.robustmq.broker.core.forward;

import java.util.concurrent.atomic.AtomicInteger;

/** Whether a peer falls behind with what is forwarded to it: then publishers are read more slowly. For any thread. */
public final class PeerBacklog {
    private final AtomicInteger behind = new AtomicInteger();

    /** One peer more, or one less, is behind. */
    public void changes(int peers) {
        behind.addAndGet(peers);
    }

    public boolean isBehind() {
        return behind.get() > 0;
    }
}
