package io.robustmq.broker.server.cluster;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that are killed, stopped and paused, and a placement centre that is gone: what the others and the clients see of it. */
@Timeout(180)
class LostBrokerIT {
    private static final int SERVER_SHUTTING_DOWN = 0x8B;
    private static final int SERVER_UNAVAILABLE = 0x88;
    private static final int TAKEN_OVER = 0x8E;

    @TempDir
    Path folder;

    private BrokerCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = BrokerCluster.start(folder, 3, Map.of());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void theOthersGoOnWhenOneIsKilledAndItComesBack() throws Exception {
        ClusterBroker lost = cluster.broker(1);
        RawClient publisher = cluster.broker(0).connected("publisher");
        RawClient subscriber = cluster.broker(2).connected("subscriber");
        subscriber.subscribed("t", 1);
        cluster.broker(0).awaitPeerRoutes(1);
        try (RawClient there = lost.connected("wanderer")) {
            there.subscribed("t", 1);
            cluster.broker(0).awaitPeerRoutes(2);
            lost.process().kill();
        }
        publisher.published(publish("t", "while it is dead").qos1(1));
        subscriber.acknowledge(subscriber.expectPublish("t", "while it is dead"));

        RawClient elsewhere = cluster.broker(0).open();
        elsewhere.send(connect("wanderer"));
        await().atMost(ClusterBroker.PATIENCE).until(() -> cluster.broker(0).figure("robustmq_cluster_peers") == 1);
        elsewhere.expectConnAck(0);
        cluster.broker(0).awaitPeerRoutes(1);

        lost.startAgain();
        cluster.brokers.forEach(broker -> broker.awaitJoined(2));
        RawClient back = lost.connected("wanderer");
        elsewhere.expectDisconnect(TAKEN_OVER);
        back.subscribed("t", 1);
        cluster.broker(0).awaitPeerRoutes(2);
        publisher.published(publish("t", "it is back").qos1(2));
        back.acknowledge(back.expectPublish("t", "it is back"));
        subscriber.acknowledge(subscriber.expectPublish("t", "it is back"));

        RawClient over = lost.connected("p2");
        over.published(publish("t", "from it").qos1(1));
        subscriber.acknowledge(subscriber.expectPublish("t", "from it"));
        List.of(publisher, subscriber, back, over).forEach(RawClient::close);
    }

    @Test
    void whoWakesAfterItsLeaseGivesNothingToClientsThatMayBeElsewhere() throws Exception {
        ClusterBroker stopped = cluster.broker(1);
        RawClient old = stopped.connected("wanderer");
        old.subscribed("t", 0);
        RawClient feeder = stopped.connected("feeder");
        stopped.signal("STOP");
        RawClient elsewhere = cluster.broker(0).open();
        try {
            elsewhere.send(connect("wanderer"));
            await().atMost(ClusterBroker.PATIENCE).until(() -> cluster.broker(0).figure("robustmq_cluster_peers") == 1);
            elsewhere.expectConnAck(0);
            feeder.send(publish("t", "it waits in the socket"));
        } finally {
            stopped.signal("CONT");
        }
        old.expectDisconnect(SERVER_SHUTTING_DOWN, TAKEN_OVER); // or it hears of the other broker first
        old.expectClosed();
        elsewhere.expectNothing();
        List.of(old, feeder, elsewhere).forEach(RawClient::close);
    }

    @Test
    void aPlannedStopIsKnownAtOnceAndSendsWhatWaits() throws Exception {
        ClusterBroker leaving = cluster.broker(1);
        RawClient subscriber = cluster.broker(2).connected("subscriber");
        subscriber.subscribed("#", 0);
        leaving.awaitPeerRoutes(1);
        RawClient client = leaving.open();
        client.connect(connect("client").will(will("wills/client", "bye")));
        leaving.process().terminate();
        client.expectDisconnect(SERVER_SHUTTING_DOWN);
        assertThat(leaving.process().awaitExit()).isZero();
        subscriber.expectPublish("wills/client", "bye");
        await().atMost(ClusterBroker.PATIENCE).until(() -> cluster.broker(0).figure("robustmq_cluster_peers") == 1);
        assertThat(leaving.process().output()).doesNotContain("lease will run out");
        try (RawClient elsewhere = cluster.broker(0).connected("client")) {
            elsewhere.expectNothing();
        }
        subscriber.close();
    }

    @Test
    void brokersThatLoseThePlacementCentreEndTheirClientsAndComeBackWithIt() throws Exception {
        RawClient client = cluster.broker(0).connected("client");
        cluster.placement.kill();
        client.expect(Received.Disconnect.class);
        client.expectClosed();
        cluster.broker(0).awaitOut();
        try (RawClient refused = cluster.broker(0).open()) {
            refused.send(connect("client"));
            refused.expectConnAck(SERVER_UNAVAILABLE);
        }
        cluster.placement.start();
        cluster.brokers.forEach(broker -> broker.awaitJoined(2));
        try (RawClient subscriber = cluster.broker(1).connected("subscriber");
                RawClient again = cluster.broker(0).connected("client")) {
            subscriber.subscribed("t", 0);
            cluster.broker(0).awaitPeerRoutes(1);
            again.published(publish("t", "x").qos1(1));
            subscriber.expectPublish("t", "x");
        }
    }
}
