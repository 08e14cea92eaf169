package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** Limits of sessions. */
public interface SessionConfig {

    /** Sessions in all, their clients connected or not. A client that needs one more is refused (0x97 in 5.0). 0 means no limit. */
    @WithDefault("1000000")
    @Bounds(min = "0", max = "2147483647")
    int maximum();

    /** Subscriptions of one session. One more is refused (0x97 in 5.0). */
    @WithDefault("100000")
    @Bounds(min = "1", max = "2147483647")
    int subscriptions();

    /** QoS 1 and 2 messages on the way to a client without its answer, if the client does not want fewer. More wait in the queue. */
    @WithDefault("1024")
    @Bounds(min = "1", max = "65535")
    int inflight();

    /**
     * Messages that wait in memory for one client, beside those in flight: QoS 0, and for a session that ends with its
     * connection QoS 1 and 2. Those of stored sessions wait in storage and do not count. {@code when_full} says what happens
     * beyond.
     */
    @WithDefault("100000")
    @Bounds(min = "0", max = "2147483647")
    int queueMessages();

    /** Bytes of the messages that wait in memory for one client. {@code when_full} says what happens beyond. */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "1024GiB")
    long queueBytes();

    /** What a full queue gives up: drop-oldest keeps the newest messages, drop-newest those that came first. Dropped messages are counted. */
    @WithDefault("drop-oldest")
    WhenFull whenFull();

    /** Whether QoS 0 messages wait for a client that is away, too. If not, they are dropped and counted. */
    @WithDefault("false")
    boolean queueQos0();

    /** What a full queue gives up. */
    enum WhenFull {
        DROP_OLDEST,
        DROP_NEWEST
    }
}
