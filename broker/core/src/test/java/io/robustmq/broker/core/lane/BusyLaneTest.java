package io.robustmq.broker.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.Publish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lane that does not keep up with what others hand over to it. */
class BusyLaneTest {
    private static final int FAST = 0;
    private static final int BUSY = 1;

    private World world = new Setup().lanes(2).memoryQueueBytes(8_000_000).start();
    private int clients;

    /** A connected client of this lane. */
    private Client on(int lane) {
        while (true) {
            Client client = world.client("c" + clients++).connected();
            if (client.lane() == lane) {
                return client;
            }
            client.disconnect();
        }
    }

    @Test
    void publishersAreSlowedDownBeforeItsInboxFillsTheHeap() {
        Client subscriber = on(BUSY);
        subscriber.subscribe("t", 1);
        Client publisher = on(FAST);
        int sent = 0;
        while (!publisher.isHeldBack()) {
            publisher.write(Publishing.of("t", sent + " " + "x".repeat(1_000)).packet());
            world.runOnly(FAST);
            sent++;
        }
        assertThat(sent * 1_000L).isBetween(800_000L, 1_100_000L); // a quarter of the memory, half of it for each lane
        world.passes(Duration.ofMillis(300));
        assertThat(publisher.isHeldBack()).isFalse();
        assertThat(subscriber.takeMessages()).hasSize(sent);
    }

    @Test
    void itsClientsAreServedInBetween() {
        world = new Setup().lanes(2).start();
        Client subscriber = on(BUSY);
        subscriber.subscribe("t", 0);
        Client other = on(BUSY);
        Client publisher = on(FAST);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 1_000; i++) {
                publisher.write(Publishing.of("t", "" + (round * 1_000 + i)).packet());
            }
            world.runOnly(FAST);
        }
        other.write(PingReq.INSTANCE);
        world.turn(BUSY, 1);
        world.turn(BUSY, 1);
        other.take(PingResp.class);
        List<Publish> early = subscriber.takeMessages();
        assertThat(early).hasSizeBetween(1_000, 10_000);
        world.run();
        List<Publish> all = new ArrayList<>(early);
        all.addAll(subscriber.takeMessages());
        assertThat(all).hasSize(20_000);
        for (int i = 0; i < all.size(); i++) {
            assertThat(Client.text(all.get(i))).isEqualTo("" + i);
        }
    }

    @Test
    void aPublisherOfMessagesForManyTakesTurnsWithTheOthers() {
        world = new Setup().lanes(1).start();
        for (int i = 0; i < 1_000; i++) {
            world.client("s" + i).connected().subscribe("t", 0);
        }
        Client subscriber = world.client("subscriber").connected();
        subscriber.subscribe("t", 0);
        Client other = world.client("other").connected();
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < 1_000; i++) {
            publisher.write(Publishing.of("t", "" + i).packet());
        }
        world.turn(0, 1);
        other.write(PingReq.INSTANCE);
        world.turn(0, 2);
        other.take(PingResp.class);
        assertThat(subscriber.takeMessages()).hasSizeBetween(150, 600);
        world.run();
        assertThat(subscriber.takeMessages()).hasSizeBetween(400, 850);
        publisher.pingIsAnswered();
    }

    @Test
    void whatIsOnItsWayCountsAsMemory() {
        on(BUSY).subscribe("t", 0);
        Client publisher = on(FAST);
        for (int i = 0; i < 80; i++) {
            publisher.write(Publishing.of("t", new byte[100_000]).packet());
        }
        world.runOnly(FAST);
        assertThat(world.node().memory().isTight()).isFalse();
        world.tickOnly(FAST);
        assertThat(world.node().memory().isTight()).isTrue();
        world.run();
        world.tick();
        assertThat(world.node().memory().isTight()).isFalse();
    }
}
