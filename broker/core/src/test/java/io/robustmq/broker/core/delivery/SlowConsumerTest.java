package io.robustmq.broker.core.delivery;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.PubAck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that does not read costs a bounded number of bytes, and nobody else anything. */
class SlowConsumerTest {
    private static final String KILOBYTE = "x".repeat(1_000);

    private final World world = new Setup().pendingBytes(200_000).start();
    private final Client publisher = world.client("publisher").connected();
    private final Client slow = world.client("slow");

    @Test
    void qos0BeyondTheLimitIsDroppedAndCounted() {
        Client fast = world.client("fast").connected();
        fast.subscribe("t", 0);
        slow.connected().subscribe("t", 0);
        slow.stopsReading();
        for (int i = 0; i < 2_000; i++) {
            publisher.publish("t", KILOBYTE, 0);
        }
        assertThat(fast.takeMessages()).hasSize(2_000);
        assertThat(slow.mostPending()).isBetween(200_000L, 202_000L);
        slow.readsOn();
        long received = slow.takeMessages().size();
        assertThat(received + world.dropped(Drop.SLOW_CONSUMER)).isEqualTo(2_000);
        assertThat(received).isGreaterThan(190);
        publisher.publish("t", "later", 0);
        assertThat(slow.takePayloads()).containsExactly("later");
    }

    @Test
    void qos1WaitsInTheQueueAndComesInOrder() {
        slow.acknowledging().connected().subscribe("t", 1);
        slow.stopsReading();
        for (int i = 0; i < 2_000; i++) {
            publisher.publish("t", i + KILOBYTE, 1);
        }
        assertThat(slow.mostPending()).isLessThan(100_000);
        assertThat(world.count(c -> c.queuedMessages)).isGreaterThan(1_900);
        slow.readsOn();
        List<String> payloads = slow.takePayloads();
        assertThat(payloads).hasSize(2_000);
        for (int i = 0; i < 2_000; i++) {
            assertThat(payloads.get(i)).startsWith(i + "x");
        }
    }

    @Test
    void aClientThatDoesNotTakeItsAnswersIsNotReadAnyMore() {
        slow.connected();
        slow.stopsReading();
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 1_000; i++) {
                slow.write(Publishing.of("t", "").qos(1).id(1 + i).packet());
            }
            world.run();
        }
        assertThat(slow.isHeldBack()).isTrue();
        assertThat(slow.mostPending()).isLessThan(220_000);
        assertThat(slow.bytesUnread()).isPositive();
        slow.readsOn();
        assertThat(slow.isHeldBack()).isFalse();
        assertThat(slow.takeAll()).hasSize(200_000).allMatch(PubAck.class::isInstance);
    }

    @Test
    void aLimitBelowTheSocketsOwnHoldsNobodyForEver() {
        World tight = new Setup().pendingBytes(4_096).start();
        Client client = tight.client("client").connected();
        client.subscribe("t", 0);
        client.stopsReading();
        Client from = tight.client("from").connected();
        for (int i = 0; i < 10; i++) {
            from.publish("t", KILOBYTE, 0);
        }
        client.send(PingReq.INSTANCE);
        client.reads(3_000);
        client.send(PingReq.INSTANCE);
        client.readsOn();
        client.take(PingResp.class);
        client.take(PingResp.class);
        client.pingIsAnswered();
    }

    @Test
    void aClientThatGoesWhileItIsNotReadIsForgotten() {
        slow.connected(cleanly());
        slow.stopsReading();
        for (int i = 0; i < 200_000; i++) {
            slow.write(PingReq.INSTANCE);
        }
        world.run();
        slow.write(PingReq.INSTANCE);
        world.run();
        assertThat(slow.isHeldBack()).isTrue();
        slow.drop();
        publisher.disconnect();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }
}
