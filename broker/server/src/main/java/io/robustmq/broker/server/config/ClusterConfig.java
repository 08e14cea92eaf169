package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How brokers of a cluster talk to each other. Without {@code placement_center} none of it counts. */
public interface ClusterConfig {

    /**
     * Host name or IP address at which the other brokers reach this one. On one machine loopback does; else it is the machine's, or the
     * pod's.
     */
    @WithDefault("127.0.0.1")
    String address();

    /**
     * Port for the other brokers. Whoever reaches it may publish anything and end any client's connection: keep it to the cluster, or set
     * {@code cluster.tls}. 0 takes a free port and logs it.
     */
    @WithDefault("1230")
    @Bounds(min = "0", max = "65535")
    int grpcPort();

    /** Address the port binds to, as an IP address or a host name. Not set: {@code cluster.address}. */
    Optional<String> bindAddress();

    /**
     * How long the placement centre takes this broker for alive after it was heard of last. Clients of a broker that was killed are let
     * in elsewhere after that; a broker that cannot reach the placement centre for so long ends its clients' connections. Shorter
     * than a change of the placement centre's leader takes, which is up to two seconds, it does so for each. Longer where processes are
     * stopped for seconds now and then: a broker that was loses its clients, too.
     */
    @WithDefault("4s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "5m")
    Duration lease();

    /**
     * Where clients reach this broker, {@code host:port}. Others send their clients there when they are drained (MQTT 5.0 Server Reference).
     * Not set: clients of others are not told of this broker.
     */
    Optional<String> clientAddress();

    /**
     * How many clients a second are sent to other brokers when somebody has the placement centre drain this one. The others have to
     * let in as many.
     */
    @WithDefault("200")
    @Bounds(min = "1", max = "100000")
    int drainRate();

    /**
     * Memory for messages that wait for one other broker. Beyond it QoS 0 is dropped for that broker; beyond twice, publishers are read
     * more slowly while it is connected; beyond four times QoS 1 and 2 are dropped, too. All of it is counted.
     */
    @WithDefault("32MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "64KiB", max = "16GiB")
    long peerBytes();

    /** TLS between brokers. */
    ClusterTlsConfig tls();
}
