package io.robustmq.operator.rollout.observe;

import java.util.Map;

/** What the brokers say of their clients, by ordinal; a broker that did not answer is missing. */
public record BrokerView(Map<Integer, Drain> drains) {

    public BrokerView {
        drains = Map.copyOf(drains);
    }

    /** How far a broker is on its way out. */
    public sealed interface Drain {

        /** It takes clients. */
        record Serving() implements Drain {}

        /**
         * It takes none, and sends away those it has.
         *
         * @param sessions that are left
         * @param late whether it has taken longer than the resource allows
         */
        record Draining(int sessions, boolean late) implements Drain {}

        /** Its release knows no way out but to be stopped, when it tells its clients to go. */
        record Unable() implements Drain {}

        /** Nobody is left. */
        record Drained() implements Drain {}
    }
}
