package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.lane.Lane;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Makes client ids for clients that bring none: unique in the node's life, and across its lives by a start number. */
public final class ClientIds {
    private final String prefix;
    private final AtomicLong next = new AtomicLong();

    /** @param start differs from every earlier start of any node, such as a random number or a time */
    public ClientIds(int nodeId, long start) {
        this.prefix = "auto-" + nodeId + "-" + Long.toUnsignedString(start, 36) + "-";
    }

    /** An id that belongs to {@code lane}, as {@code home} has it. */
    String next(Lane lane, Function<String, Lane> home) {
        while (true) {
            String id = prefix + Long.toString(next.getAndIncrement(), 36);
            if (home.apply(id) == lane) {
                return id;
            }
        }
    }
}
