package io.robustmq.broker.core.forward;

/** The way to another broker. */
public interface PeerLink {

    /** Takes messages for it, or drops what there is no room for; on any lane, never blocks. What one lane hands over stays in order. */
    void send(ForwardBatch batch);
}
