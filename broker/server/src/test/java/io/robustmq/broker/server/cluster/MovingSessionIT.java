package io.robustmq.broker.server.cluster;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import io.robustmq.broker.server.crash.JournalServers;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two packaged brokers on three journal servers: a session goes with its client, from a broker that is there and from one that was killed. */
@Timeout(180)
class MovingSessionIT {
    private static final int TAKEN_OVER = 0x8E;

    @TempDir
    Path folder;

    @Test
    void aSessionFollowsItsClientWhetherItsBrokerIsAliveOrNot() throws Exception {
        try (JournalServers journal = JournalServers.start(folder.resolve("journal"));
                BrokerCluster cluster = BrokerCluster.start(folder, 2, journal.brokerSettings())) {
            ClusterBroker one = cluster.broker(0);
            ClusterBroker other = cluster.broker(1);
            RawClient first = one.open();
            assertThat(first.connect(lasting()).sessionPresent()).isFalse();
            first.subscribed("t", 1);
            other.awaitPeerRoutes(1);
            try (RawClient publisher = other.connected("publisher")) {
                publisher.published(publish("t", "there").qos1(1));
                first.acknowledge(first.expectPublish("t", "there"));

                RawClient second = other.open();
                assertThat(second.connect(lasting()).sessionPresent()).isTrue();
                first.expectDisconnect(TAKEN_OVER);
                publisher.published(publish("t", "it has moved").qos1(2));
                second.acknowledge(second.expectPublish("t", "it has moved"));
                second.drop();
                publisher.published(publish("t", "it is away").qos1(3));
            }
            other.process().kill();
            try (RawClient publisher = one.connected("publisher of the other")) {
                publisher.published(publish("t", "its broker is dead").qos1(1));
            }
            RawClient third = entered(one);
            Received.Publish next = third.expectPublish();
            if (next.text()
                    .equals("it has moved")) { // positions are saved some times a second: QoS 1 may come again after a
                // kill
                third.acknowledge(next);
                next = third.expectPublish();
            }
            assertThat(next.text()).isEqualTo("it is away");
            third.acknowledge(next);
            third.acknowledge(third.expectPublish("t", "its broker is dead"));

            other.startAgain();
            cluster.brokers.forEach(broker -> broker.awaitJoined(1));
            RawClient fourth = other.open();
            assertThat(fourth.connect(lasting()).sessionPresent()).isTrue();
            third.expectDisconnect(TAKEN_OVER);
            try (RawClient publisher = one.connected("publisher")) {
                publisher.published(publish("t", "back again").qos1(1));
            }
            fourth.acknowledge(fourth.expectPublish("t", "back again"));
        }
    }

    private static ConnectPacket lasting() {
        return connect("wanderer").resume().with(SESSION_EXPIRY_INTERVAL, 600);
    }

    /** The client, once it is let in, which it is when the other broker's lease has run out. */
    private static RawClient entered(ClusterBroker broker) {
        AtomicReference<RawClient> entered = new AtomicReference<>();
        AtomicBoolean present = new AtomicBoolean();
        await().atMost(ClusterBroker.PATIENCE).until(() -> {
            RawClient client = broker.open();
            client.send(lasting());
            try {
                present.set(client.expectConnAck(0).sessionPresent());
                entered.set(client);
                return true;
            } catch (AssertionError notYet) {
                client.close();
                return false;
            }
        });
        assertThat(present).isTrue();
        return entered.get();
    }
}
