package io.robustmq.broker.server.cluster;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.robustmq.config.testkit.process.PlacementProcess;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.DrainRequest;
import io.robustmq.placement.api.v1.NodesGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A placement centre of one member and some brokers. */
final class BrokerCluster implements AutoCloseable {
    final PlacementProcess placement;
    final List<ClusterBroker> brokers = new ArrayList<>();

    private BrokerCluster(PlacementProcess placement) {
        this.placement = placement;
    }

    /** Starts them all; they are a cluster when this returns. */
    static BrokerCluster start(Path folder, int brokers, Map<String, String> settings) throws IOException {
        BrokerCluster cluster = new BrokerCluster(PlacementProcess.start(folder.resolve("placement")));
        try {
            for (int i = 0; i < brokers; i++) {
                cluster.brokers.add(ClusterBroker.start(
                        folder.resolve("broker" + i), i + 1, cluster.placement.address(), settings));
            }
            cluster.placement.awaitReady();
            cluster.brokers.forEach(broker -> broker.awaitJoined(brokers - 1));
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    ClusterBroker broker(int index) {
        return brokers.get(index);
    }

    /**
     * Has a broker send its clients to others.
     *
     * @param resume has it serve again
     */
    void drain(ClusterBroker broker, boolean resume) {
        ManagedChannel channel = Grpc.newChannelBuilder(placement.address(), InsecureChannelCredentials.create())
                .build();
        try {
            DrainRequest request = DrainRequest.newBuilder()
                    .setHeader(CommandHeader.newBuilder()
                            .setIdempotencyKey(UUID.randomUUID().toString()))
                    .setNodeId(broker.nodeId())
                    .setResume(resume)
                    .build();
            var unused = NodesGrpc.newBlockingStub(channel).drain(request);
        } finally {
            channel.shutdownNow();
        }
    }

    @Override
    public void close() {
        brokers.forEach(ClusterBroker::close);
        placement.close();
    }
}
