package io.robustmq.broker.server.cluster;

import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that stands still for longer than its connections live, but not longer than its lease: when it goes on, streams are
 * opened again, routes are healed, and no message is lost or doubled.
 */
@Timeout(180)
class BrokenStreamsIT {
    private static final int MESSAGES = 500;

    @TempDir
    Path folder;

    @Test
    void streamsThatBreakAreHealed() throws Exception {
        try (BrokerCluster cluster = BrokerCluster.start(folder, 2, Map.of("ROBUSTMQ_CLUSTER_LEASE", "60s"))) {
            ClusterBroker paused = cluster.broker(1);
            ClusterBroker awake = cluster.broker(0);
            RawClient subscriber = paused.connected("subscriber");
            subscriber.subscribed("t", 1);
            awake.awaitPeerRoutes(1);
            RawClient publisher = awake.connected("publisher");
            RawClient late = awake.connected("late");
            double before = awake.figure("robustmq_cluster_reconnects_total");
            send(publisher, 0);
            paused.signal("STOP");
            send(publisher, MESSAGES);
            late.subscribed("u", 0);
            await().atMost(ClusterBroker.PATIENCE)
                    .until(() -> awake.figure("robustmq_cluster_reconnects_total") > before);
            send(publisher, 2 * MESSAGES);
            paused.signal("CONT");

            List<String> got = new ArrayList<>();
            for (Received.Publish message : subscriber.receiveAndAcknowledge(3 * MESSAGES)) {
                got.add(message.text());
            }
            assertThat(got).as("once each, in order").containsExactlyElementsOf(numbers());
            subscriber.expectNothing();

            paused.awaitPeerRoutes(1);
            RawClient there = paused.connected("there");
            there.published(publish("u", "healed").qos1(1));
            late.expectPublish("u", "healed");
            List.of(subscriber, publisher, late, there).forEach(RawClient::close);
        }
    }

    private static void send(RawClient publisher, int from) {
        for (int i = from; i < from + MESSAGES; i++) {
            publisher.published(publish("t", "" + i).qos1(1 + i % 1_000));
        }
    }

    private static List<String> numbers() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 3 * MESSAGES; i++) {
            all.add("" + i);
        }
        return all;
    }
}
