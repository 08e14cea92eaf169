package io.robustmq.broker.core.lane;

import org.jspecify.annotations.Nullable;

/** Whether the node's clients are being sent to other servers. For any thread. */
public final class Evacuation {
    /**
     * How it is done.
     *
     * @param perSecond connections that are ended a second, by all lanes together, at least 1
     * @param serverReference where clients may go (MQTT 5.0 §4.11), or null if they have to know themselves
     */
    public record Order(int perSecond, @Nullable String serverReference) {}

    private volatile @Nullable Order order;

    /** No client is let in from now on, and those that are here go, one after the other. */
    public void begin(Order how) {
        order = how;
    }

    /** Clients are let in again. */
    public void end() {
        order = null;
    }

    /** How it is done now; null if it is not. */
    public @Nullable Order order() {
        return order;
    }
}
