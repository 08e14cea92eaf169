package io.robustmq.broker.server.cluster;

import io.robustmq.broker.api.v1.Hello;

/**
 * What brokers have to know to understand each other, as {@link Hello} says it. Fields that may be passed over are added without a word;
 * what must not be is a format of its own, which a release reads before the next one writes it: so two adjacent releases talk.
 */
final class PeerFormat {
    /** What this broker says. */
    static final int SPOKEN = 0;

    /** The latest that this broker understands. */
    static final int KNOWN = 0;

    private PeerFormat() {}

    /** Whether who says hello is understood in all it says. */
    static boolean isKnown(Hello hello) {
        return Integer.compareUnsigned(hello.getFormat(), KNOWN) <= 0;
    }
}
