package io.robustmq.broker.server.cluster;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.ClusterConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a broker of a cluster has to know.
 *
 * @param placement {@code host:port} of members of the placement centre, at least one
 * @param host where others reach this broker
 * @param folder where it keeps who it is
 * @param peerBytes for messages that wait for one peer
 * @param clientAddress where clients reach this broker, {@code host:port}, or null if they are not to be told
 * @param drainRate clients a second
 * @param largestMessage bytes of the largest message a client may publish
 */
record ClusterSettings(
        List<String> placement,
        String host,
        InetSocketAddress bind,
        Path folder,
        Duration lease,
        long peerBytes,
        @Nullable String clientAddress,
        int drainRate,
        int largestMessage) {

    static ClusterSettings of(BrokerConfig config) {
        ClusterConfig cluster = config.cluster();
        return new ClusterSettings(
                config.placementCenter().orElse(List.of()),
                cluster.address(),
                new InetSocketAddress(cluster.bindAddress().orElse(cluster.address()), cluster.grpcPort()),
                config.dataPath().resolve("cluster"),
                cluster.lease(),
                cluster.peerBytes(),
                cluster.clientAddress().orElse(null),
                cluster.drainRate(),
                Math.toIntExact(config.protocol().maximumPacketSize()));
    }
}
