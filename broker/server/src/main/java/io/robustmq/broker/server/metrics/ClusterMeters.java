package io.robustmq.broker.server.metrics;

import static io.robustmq.broker.server.metrics.Meters.bytesGauge;
import static io.robustmq.broker.server.metrics.Meters.counter;
import static io.robustmq.broker.server.metrics.Meters.gauge;

import io.robustmq.broker.server.cluster.Cluster;
import io.robustmq.broker.server.lifecycle.Broker;
import io.robustmq.broker.server.metrics.MeterDefinition.Series;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Meters of a broker in a cluster; all 0 of one on its own. */
final class ClusterMeters {

    private ClusterMeters() {}

    static List<MeterDefinition> all() {
        return List.of(
                gauge(
                        "cluster.member",
                        "1 while this broker is in the cluster and lets clients in, else 0.",
                        of(cluster -> cluster.isMember() ? 1 : 0)),
                gauge(
                        "cluster.draining",
                        "1 while this broker sends its clients to others and lets none in, else 0.",
                        of(cluster -> cluster.isDraining() ? 1 : 0)),
                gauge("cluster.peers", "Other brokers in the cluster.", of(Cluster::peers)),
                gauge(
                        "cluster.routes.own",
                        "Distinct filters of this broker's sessions, which the others are told of.",
                        of(Cluster::ownRoutes)),
                gauge("cluster.routes.peers", "Filters that all others have told of.", of(Cluster::peerRoutes)),
                gauge(
                        "cluster.clients.owned",
                        "Client ids that are this broker's, or that it asks for.",
                        of(Cluster::ownedClientIds)),
                gauge(
                        "cluster.sessions.unreadable",
                        "Clients whose sessions are passed over, since storage that brokers share has something of them"
                                + " that this version cannot read.",
                        of(Cluster::unreadableSessions)),
                counter(
                        "cluster.messages.forwarded",
                        "Messages sent to other brokers, once for each of them.",
                        of(cluster -> cluster.counters().forwarded())),
                counter(
                        "cluster.messages.received",
                        "Messages that other brokers have forwarded.",
                        of(cluster -> cluster.counters().received())),
                counter(
                        "cluster.batches.sent",
                        "Batches in which messages were sent to other brokers.",
                        of(cluster -> cluster.counters().batchesSent())),
                counter(
                        "cluster.messages.dropped",
                        "Messages that did not go to a broker that is slow, beyond cluster.peer_bytes, or gone.",
                        "qos",
                        List.of(
                                new Series("0", of(cluster -> cluster.counters().droppedQos0())),
                                new Series(
                                        "1-2", of(cluster -> cluster.counters().dropped())))),
                bytesGauge(
                        "cluster.waiting.bytes",
                        "Bytes of messages that wait for other brokers; limited by cluster.peer_bytes for each.",
                        of(Cluster::waitingBytes)),
                counter(
                        "cluster.reconnects",
                        "Streams to other brokers that broke or could not be opened.",
                        of(cluster -> cluster.counters().reconnects())));
    }

    private static ToDoubleFunction<Broker> of(ToDoubleFunction<Cluster> figure) {
        return broker -> broker.cluster().map(figure::applyAsDouble).orElse(0.0);
    }
}
