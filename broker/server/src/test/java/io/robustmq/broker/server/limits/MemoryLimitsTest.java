package io.robustmq.broker.server.limits;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.RECEIVE_MAXIMUM;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.server.conformance.client.Outgoing;
import io.robustmq.broker.server.conformance.client.RawClient;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slow readers and full queues: the heap does not grow without bound, and those who keep up notice nothing. */
class MemoryLimitsTest extends LimitTest {
    private static final int MANY = 30;
    private static final int KIB = 1_024;

    @Test
    void aReaderThatStandsStillMissesQos0AndSlowsNobody() {
        startWith("connection.pending-bytes", "256KiB");
        String topic = unique("topic");
        RawClient still = subscribed(V5, topic, 0);
        RawClient fast = subscribed(V5, topic, 0);
        RawClient publisher = connected(V5);
        int messages = 3_000;
        for (int i = 0; i < messages; i++) {
            publisher.send(publish(topic, new byte[16 * KIB]));
            assertThat(fast.expectPublish().payload()).hasSize(16 * KIB);
        }
        assertThat(dropped(Drop.SLOW_CONSUMER)).isBetween(1L, (long) messages);
        assertThat(counted(lane -> lane.queuedBytes)).isLessThan(1_024L * KIB);
        fast.expectNothing();
    }

    @Test
    void aReaderThatStandsStillFindsItsQos1MessagesInTheQueueAndSlowsNobody() {
        startWith("connection.pending-bytes", "256KiB", "session.queue-messages", "100", "session.inflight", "50");
        String topic = unique("topic");
        RawClient still = subscribed(V5, topic, 1);
        RawClient fast = subscribed(V5, topic, 1);
        RawClient publisher = connected(V5);
        for (int i = 0; i < 500; i++) {
            publisher.published(publish(topic, new byte[16 * KIB]).qos1(1));
            fast.acknowledge(fast.expectPublish());
        }
        assertThat(counted(lane -> lane.queuedMessages)).isLessThanOrEqualTo(100);
        assertThat(dropped(Drop.QUEUE_FULL)).isEqualTo(350);
        assertThat(still.receiveAndAcknowledge(150)).hasSize(150);
        still.expectNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aReaderThatStandsStillAndDiesWhileItIsNotReadIsGone(String nativeTransport) {
        startWith(
                "network.native-transport", nativeTransport,
                "network.socket-receive-buffer", "64KiB",
                "network.socket-send-buffer", "64KiB",
                "connection.pending-bytes", "64KiB");
        String topic = unique("topic");
        String will = unique("will");
        RawClient heir = subscribed(V5, will, 0);
        RawClient still = connected(V5, connect(unique("client")).keepAlive(0).will(will(will, "gone")));
        still.subscribed(topic, 0);
        Thread.ofVirtual().start(() -> publishUntilTheEnd(still, topic));
        await().until(() -> counted(lane -> lane.readsPaused) > 0);
        assertThat(counted(lane -> lane.connections)).isEqualTo(2);
        still.drop();
        heir.expectPublish(will, "gone");
        assertThat(counted(lane -> lane.connections)).isOne();
    }

    /** Never reads; what it writes in the end stays in the socket. */
    private static void publishUntilTheEnd(RawClient client, String topic) {
        try {
            for (; ; ) {
                client.send(publish(topic, new byte[10_000]));
            }
        } catch (UncheckedIOException e) {
            // the socket was closed
        }
    }

    private boolean isLetIn() {
        RawClient client = open(V5);
        client.send(connect(unique("client")));
        return client.readsConnAckOrEnd();
    }

    @Test
    void withTheQueuesFullNewClientsAreRefusedPublishersSlowedAndPingsAnswered() {
        startWith("memory.queue-bytes", "1MiB");
        String topic = unique("topic");
        List<RawClient> subscribers = new ArrayList<>(); // many, since one that held so much would be cut
        for (int i = 0; i < MANY; i++) {
            RawClient subscriber = connected(V5, connect(unique("client")).with(RECEIVE_MAXIMUM, 1));
            subscriber.subscribed(topic + i, 1);
            subscribers.add(subscriber);
        }
        RawClient witness = connected(V5);
        RawClient publisher = connected(V5);
        publisher.send(IntStream.rangeClosed(1, 110 + MANY)
                .mapToObj(i -> publish(topic + i % MANY, new byte[9 * KIB]).qos1(i))
                .toArray(Outgoing[]::new));
        await().until(() -> broker().node().memory().isTight());
        await().until(() -> !isLetIn());
        witness.expectNothing();
        for (int i = 1; i <= 110 + MANY; i++) {
            publisher.expectPubAck(i);
        }
        RawClient refused = open(V5);
        refused.send(connect(unique("client")));
        refused.expectConnAck(0x97);
        refused.expectClosed();
        AtomicInteger next = new AtomicInteger();
        await().until(() -> {
            publisher.published(publish(topic + next.getAndIncrement() % MANY, new byte[9 * KIB])
                    .qos1(1));
            return dropped(Drop.MEMORY) > 0;
        });
        assertThat(counted(lane -> lane.readsPaused)).isPositive();
        assertThat(counted(lane -> lane.queuedBytes)).isLessThan(3_000L * KIB);
        witness.expectNothing();

        for (RawClient subscriber : subscribers) {
            assertThat(subscriber.receiveAndAcknowledge(110 / MANY)).hasSize(110 / MANY);
        }
        await().until(this::isLetIn);
    }

    @Test
    void whatWaitsForSocketsCountsToo() {
        startWith("memory.queue-bytes", "4MiB", "connection.pending-bytes", "1MiB");
        String topic = unique("topic");
        List<RawClient> still = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient subscriber = subscribed(V5, topic, 0);
            still.add(subscriber);
        }
        RawClient witness = connected(V5);
        RawClient publisher = connected(V5);
        await().until(() -> {
            for (int i = 0; i < 100; i++) {
                publisher.send(publish(topic, new byte[16 * KIB]));
            }
            return broker().node().memory().isTight();
        });
        witness.expectNothing();
        assertThat(still).hasSize(20);
    }
}
