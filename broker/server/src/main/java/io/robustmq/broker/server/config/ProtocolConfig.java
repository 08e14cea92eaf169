package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What clients are told the server can do, and the sizes it accepts. */
public interface ProtocolConfig {

    /**
     * Largest packet accepted, header included; told to 5.0 clients. A larger one ends its connection (0x95 in 5.0) before
     * it is read. Each connection may hold one such packet in memory while it arrives. A WebSocket frame may be as large, or
     * 1 MiB if that is more. A packet with more than 16,384 filters or 4,096 user properties ends its connection, too (0x97).
     */
    @WithDefault("10MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1KiB", max = "256MiB")
    long maximumPacketSize();

    /**
     * QoS 1 and 2 publications a client may send without an answer; told to 5.0 clients. One more ends the connection of a
     * 5.0 client (0x93). Older clients cannot be told and have no limit but their 65,535 packet ids.
     */
    @WithDefault("1024")
    @Bounds(min = "1", max = "65535")
    int receiveMaximum();

    /**
     * Topic aliases a 5.0 client may use towards the broker; told to it. A higher alias ends the connection (0x94). Each
     * alias in use keeps its topic name in memory, see {@code topic_alias_bytes}.
     */
    @WithDefault("65535")
    @Bounds(min = "0", max = "65535")
    int topicAliasMaximum();

    /** Bytes of the topic names that one client's aliases may stand for. More end the connection (0x97). */
    @WithDefault("4MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1KiB", max = "1024GiB")
    long topicAliasBytes();

    /** Topic aliases the broker uses towards a 5.0 client at most, if the client allows any. 0 uses none. */
    @WithDefault("32")
    @Bounds(min = "0", max = "65535")
    int outgoingTopicAliasMaximum();

    /** Highest QoS clients may publish with; told to 5.0 clients. A higher one ends the connection (0x9B in 5.0). */
    @WithDefault("2")
    @Bounds(min = "0", max = "2")
    int maximumQos();

    /** Whether messages can be retained; told to 5.0 clients. If not, one that asks for it ends its connection (0x9A in 5.0). */
    @WithDefault("true")
    boolean retainAvailable();

    /** Whether filters may have wildcards; told to 5.0 clients. If not, such a subscription is refused (0xA2 in 5.0). */
    @WithDefault("true")
    boolean wildcardSubscriptionAvailable();

    /** Whether {@code $share} and {@code $queue} work; told to 5.0 clients. If not, such a subscription is refused (0x9E in 5.0). */
    @WithDefault("true")
    boolean sharedSubscriptionAvailable();

    /**
     * Longest time a session is kept after its client left; a client that asks for more is told this. {@code never} lets
     * sessions stay for ever. Older clients that do not ask for a clean session get this time.
     */
    @WithDefault("7d")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "4294967295s")
    Duration maximumSessionExpiry();

    /** Longest time a message is kept in queues and as a retained message, whatever its publisher says. 0 means no limit. */
    @WithDefault("7d")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "4294967295s")
    Duration maximumMessageExpiry();

    /**
     * Longest keep-alive; a 5.0 client that asks for more, or for none, is told this. A client that is silent for one and a
     * half times its keep-alive is disconnected. 0 means no limit.
     */
    @WithDefault("18h")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "65535s")
    Duration maximumKeepAlive();

    /** Levels of a topic name or filter. One with more is refused (0x90, 0x8F in 5.0). */
    @WithDefault("128")
    @Bounds(min = "1", max = "65535")
    int maximumTopicLevels();

    /** Bytes of a topic name or filter in UTF-8. A longer one is refused (0x90, 0x8F in 5.0). */
    @WithDefault("65535")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1", max = "65535")
    long maximumTopicBytes();

    /** Bytes of a client id in UTF-8. A client with a longer one is refused (0x85 in 5.0). */
    @WithDefault("65535")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "23", max = "65535")
    long maximumClientIdBytes();

    /** Start of the response topics of request/response, given to 5.0 clients that ask for it. Not set: none is given. */
    Optional<String> responseInformation();

    /** Other servers, separated by spaces, that 5.0 clients are pointed at when this one sends them away. Not set: none. */
    Optional<String> serverReference();
}
