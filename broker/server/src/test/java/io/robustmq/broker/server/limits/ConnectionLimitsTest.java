package io.robustmq.broker.server.limits;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.channel.Admission.Refusal;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.Outgoing;
import io.robustmq.broker.server.conformance.client.RawClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many may come, how fast, and how long they may take to say who they are. */
class ConnectionLimitsTest extends LimitTest {

    /** Whether a new client is let in; one that is not sees its connection closed. */
    private boolean isLetIn() {
        RawClient client = open(V5);
        try {
            client.send(connect(unique("client")));
        } catch (UncheckedIOException e) {
            return false;
        }
        return client.readsConnAckOrEnd();
    }

    @Test
    void closesSocketsBeyondTheMaximumUntilOthersHaveGone() {
        startWith("connection.maximum", "3");
        RawClient first = connected(V5);
        RawClient second = connected(V3_1_1);
        connected(V5);
        assertThat(isLetIn()).isFalse();
        assertThat(broker().admission().refused(Refusal.MAXIMUM)).isEqualTo(1);
        first.expectNothing();
        second.expectNothing();
        first.disconnect();
        await().until(this::isLetIn);
    }

    @Test
    void closesSocketsBeyondTheMaximumOfTheirAddress() {
        startWith("connection.maximum-per-address", "2");
        RawClient first = connected(V5);
        RawClient second = connected(V5);
        assertThat(isLetIn()).isFalse();
        assertThat(broker().admission().refused(Refusal.ADDRESS)).isEqualTo(1);
        first.expectNothing();
        second.disconnect();
        await().until(this::isLetIn);
    }

    @Test
    void closesSocketsThatComeTooFastAndLetsThemInLater() {
        startWith("connection.rate-per-second", "5");
        RawClient witness = connected(V5);
        long letIn = IntStream.range(0, 30).filter(_ -> isLetIn()).count();
        assertThat(letIn).isBetween(4L, 25L);
        assertThat(broker().admission().refused(Refusal.RATE)).isEqualTo(30 - letIn);
        witness.expectNothing();
        await().until(this::isLetIn);
    }

    @Test
    void closesConnectionsWithoutConnectInTimeHoweverSlowlyItComes() {
        startWith("connection.connect-timeout", "300ms");
        RawClient witness = connected(V5);
        RawClient silent = open(V5);
        RawClient slow = open(V5);
        byte[] packet = connect(unique("client")).encode(V5);
        AtomicInteger sent = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> counted(lane -> lane.connectTimeouts) == 2 || !trickle(slow, packet, sent));
        silent.expectClosed();
        slow.expectClosed();
        assertThat(sent.get()).isLessThan(packet.length);
        witness.expectNothing();
        await().until(() -> counted(lane -> lane.connectTimeouts) == 2);
    }

    private static boolean trickle(RawClient client, byte[] packet, AtomicInteger sent) {
        try {
            client.sendBytes(Bytes.of(packet[sent.getAndIncrement()]));
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void endsAConnectionWithAPacketTooLargeBeforeItHasCome() {
        startWith("protocol.maximum-packet-size", "1KiB");
        RawClient witness = connected(V5);
        RawClient announces = connected(V5);
        announces.sendBytes(Bytes.of(0x30, 0xFF, 0xFF, 0xFF, 0x7F));
        announces.expectDisconnect(0x95);
        RawClient first = open(V5);
        first.sendBytes(Bytes.of(0x10, 0xFF, 0xFF, 0xFF, 0x7F));
        first.expectClosed();
        witness.expectNothing();
    }

    @Test
    void readsAClientThatPublishesTooFastMoreSlowlyAndNoOther() {
        startWith("connection.publish-rate-per-second", "100");
        String topic = unique("topic");
        RawClient publisher = connected(V5);
        RawClient witness = connected(V5);
        long since = System.nanoTime();
        publisher.send(IntStream.rangeClosed(1, 200)
                .mapToObj(i -> publish(topic, "x").qos1(i))
                .toArray(Outgoing[]::new));
        for (int i = 1; i <= 200; i++) {
            publisher.expectPubAck(i);
        }
        publisher.send(publish(topic, "has to wait").qos1(1));
        witness.expectNothing();
        publisher.expectPubAck(1);
        assertThat(Duration.ofNanos(System.nanoTime() - since))
                .isBetween(Duration.ofMillis(700), Duration.ofSeconds(4));
        assertThat(counted(lane -> lane.readsPaused)).isPositive();
    }

    @Test
    void readsAClientThatPublishesTooManyBytesMoreSlowly() {
        startWith("connection.publish-bytes-per-second", "100KiB");
        String topic = unique("topic");
        RawClient publisher = connected(V5);
        long since = System.nanoTime();
        for (int i = 1; i <= 20; i++) {
            publisher.send(publish(topic, new byte[10 * 1024]).qos1(i));
        }
        for (int i = 1; i <= 20; i++) {
            publisher.expectPubAck(i);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - since))
                .isBetween(Duration.ofMillis(700), Duration.ofSeconds(4));
    }
}
