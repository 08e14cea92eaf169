package io.robustmq.broker.core.lane;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.Publish;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node that runs short of memory slows down and says no, before anything breaks. */
class MemoryPressureTest {
    private static Client hog;

    /** A world where the queue of one client, which takes a single message at a time, is nearly all the node has room for. */
    private static World full() {
        World world = new Setup().memoryQueueBytes(100_000).start();
        world.client("sleeper").connected(resuming().expiry(600)).disconnect();
        hog = world.client("hog").connected(cleanly().receiveMaximum(1));
        hog.subscribe("t", 1);
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < 86; i++) {
            publisher.publish(Publishing.of("t", new byte[1_000]).qos(1));
        }
        world.tick();
        return world;
    }

    @Test
    void newConnectionsAreRefused() {
        World world = full();
        assertThat(world.client("new").connect(cleanly()).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        Client old = world.client("old").speaks(ProtocolVersion.V3_1_1);
        assertThat(old.connect(resuming()).reason()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        assertThat(old.isClosed()).isTrue();
        assertThat(world.count(c -> c.connectsRefused)).isEqualTo(2);
    }

    @Test
    void whoHasASessionIsLetInAndWhoTakesItsMessagesMakesRoom() {
        World world = full();
        world.client("sleeper").connected(resuming().expiry(600));
        hog.acknowledging().take(Publish.class);
        hog.send(new PubAck(1, ReasonCode.SUCCESS));
        assertThat(hog.takeMessages()).hasSize(85);
        world.tick();
        world.client("new").connected();
    }

    @Test
    void publishersAreReadSlowlyAndTheirPingsAnsweredSoon() {
        World world = new Setup().heapPercent(80).start();
        Client publisher = world.client("publisher").connected();
        world.heapIsFull(85);
        world.tick();
        for (int round = 0; round < 20; round++) {
            publisher.send(Publishing.of("t", "x").qos(1).id(1 + round).packet());
            assertThat(publisher.isHeldBack()).isTrue();
            publisher.send(PingReq.INSTANCE);
            assertThat(publisher.takeAll()).noneMatch(PingResp.class::isInstance);
            world.passes(Duration.ofMillis(300));
            publisher.take(PingResp.class);
        }
    }

    @Test
    void whoDoesNotPublishNoticesNothing() {
        World world = new Setup().heapPercent(80).start();
        Client client = world.client("client").connected();
        world.heapIsFull(85);
        world.tick();
        client.subscribe("t", 1);
        client.pingIsAnswered();
        client.unsubscribe("t");
        assertThat(client.isHeldBack()).isFalse();
    }

    @Test
    void aFullHeapCountsLikeFullQueues() {
        World world = new Setup().heapPercent(80).start();
        Client publisher = world.client("publisher").connected();
        world.heapIsFull(71);
        world.tick();
        world.client("new").connected();
        world.heapIsFull(72); // nine tenths of what is set
        world.tick();
        assertThat(world.client("newer").connect(cleanly()).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        publisher.publish("t", "x", 1);
        assertThat(publisher.isHeldBack()).isTrue();
        world.heapIsFull(60);
        world.passes(Duration.ofMillis(300));
        assertThat(publisher.isHeldBack()).isFalse();
        world.client("newer").connected();
    }

    @Test
    void aHeapThatFillsSlowsPublishersFirstAndCostsMessagesOnlyLater() {
        World world = new Setup().heapPercent(80).start();
        hog = world.client("hog").connected(cleanly().receiveMaximum(1));
        hog.subscribe("t", 1);
        Client publisher = world.client("publisher").connected();
        publisher.publish("t", "in flight", 1);
        world.heapIsFull(79);
        world.tick();
        publisher.publish("t", "slowly", 1);
        assertThat(publisher.isHeldBack()).isTrue();
        assertThat(world.dropped(Drop.MEMORY)).isZero();

        world.heapIsFull(80);
        world.passes(Duration.ofMillis(300));
        publisher.publish("t", "too much", 1);
        assertThat(world.dropped(Drop.MEMORY)).isOne();
        hog.acknowledging().take(Publish.class);
        hog.send(new PubAck(1, ReasonCode.SUCCESS));
        assertThat(hog.takePayloads()).containsExactly("slowly");
    }

    @Test
    void aLimitOfAHundredPercentLeavesTheHeapAlone() {
        World world = new Setup().heapPercent(100).start();
        world.heapIsFull(100);
        world.tick();
        world.client("new").connected();
        assertThat(world.node().memory().isTight()).isFalse();
        assertThat(world.node().memory().isFull()).isFalse();
    }

    @Test
    void deliveryToWhoeverReadsGoesOn() {
        World world = new Setup().heapPercent(80).start();
        Client publisher = world.client("publisher").connected();
        Client reader = world.client("reader").acknowledging().connected();
        reader.subscribe("t", 2);
        world.heapIsFull(99);
        world.tick();
        for (int i = 0; i < 6; i++) {
            publisher.write(Publishing.of("t", "x").qos(i % 3).id(1 + i).packet());
            world.passes(Duration.ofMillis(300));
        }
        assertThat(reader.takeMessages()).extracting(Publish::qos).containsExactly(0, 1, 2, 0, 1, 2);
    }
}
