package io.robustmq.broker.core.session;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new subscription gets of the retained messages: all of them, page by page, as fast as the client takes them. */
class RetainedDeliveryTest {

    private static World with(Setup setup, int topics, String payload) {
        World world = setup.start();
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < topics; i++) {
            publisher.write(Publishing.of("r/" + i % 100 + "/" + i, i + payload)
                    .qos(0)
                    .retained()
                    .packet());
            if (i % 1_000 == 0) {
                world.run();
            }
        }
        world.run();
        publisher.disconnect();
        assertThat(world.node().retained().size()).isEqualTo(topics);
        return world;
    }

    private static void requireEach(List<Publish> messages, int topics) {
        Set<String> seen = new HashSet<>();
        for (Publish message : messages) {
            assertThat(message.retain()).isTrue(); // [MQTT-3.3.1-8]
            assertThat(seen.add(message.topic().toString())).isTrue();
        }
        assertThat(seen).hasSize(topics);
    }

    @Test
    void aHundredThousandTopicsReachASlowLinkWhileOthersAreServed() {
        World world = with(new Setup(), 100_000, "");
        Client slow = world.client("slow").connected();
        slow.stopsReading();
        slow.write(new Subscribe(1, 0, List.of(), List.of(new SubscriptionRequest("r/#", 0, false, false, 0))));
        world.run();
        assertThat(slow.mostPending()).isLessThan(150_000);

        Client other = world.client("other").connected();
        other.subscribe("live", 1);
        int rounds = 0;
        while (slow.bytesWaiting() > 0) {
            slow.reads(40_000);
            if (rounds++ % 10 == 0) {
                other.publish("live", "x", 1);
                other.take(Publish.class);
            }
        }
        slow.take(SubAck.class);
        requireEach(slow.takeMessages(), 100_000);
        assertThat(rounds).isGreaterThan(30);
        assertThat(world.dropped(Drop.SLOW_CONSUMER)).isZero();
    }

    /** One lane, one page after the other: a client of the same lane has its turn in between. */
    @Test
    void aFastLinkDoesNotHoldTheLaneEither() {
        World world = with(new Setup().lanes(1).pageMessages(100), 50_000, "");
        Client fast = world.client("fast").connected();
        Client other = world.client("other").connected();
        fast.write(new Subscribe(1, 0, List.of(), List.of(new SubscriptionRequest("r/#", 0, false, false, 0))));
        for (int turns = 0; turns < 20; turns++) {
            world.step();
        }
        other.write(Publishing.of("x", "y").qos(1).id(1).packet());
        for (int turns = 0; turns < 20; turns++) {
            world.step();
        }
        other.take(PubAck.class);
        assertThat(fast.takeMessages().size()).isLessThan(10_000);
        world.run();
        assertThat(world.count(c -> c.messagesSent[0])).isEqualTo(50_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void noneIsLostToLimitsThatAreThereForOthers(int qos) {
        World world =
                with(new Setup().pendingBytes(50_000).queueMessages(2).pageMessages(1_000), 3_000, "x".repeat(500));
        Client client =
                world.client("client").acknowledging().connected(cleanly().receiveMaximum(7));
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < 3_000; i++) {
            publisher.publish(Publishing.of("q/" + i % 100 + "/" + i, "y".repeat(500))
                    .qos(qos)
                    .retained());
        }
        client.stopsReading();
        client.write(new Subscribe(1, 0, List.of(), List.of(new SubscriptionRequest("q/#", 2, false, false, 0))));
        world.run();
        while (client.bytesWaiting() > 0) {
            client.reads(10_000);
        }
        requireEach(client.takeMessages(), 3_000);
        assertThat(world.dropped(Drop.SLOW_CONSUMER) + world.dropped(Drop.QUEUE_FULL))
                .isZero();
    }

    @Test
    void largeOnesAreSentOneByOne() {
        World world = new Setup().start();
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < 20; i++) {
            publisher.publish(
                    Publishing.of("big/" + i, new byte[1_000_000]).qos(1).retained());
        }
        Client slow = world.client("slow").connected();
        slow.stopsReading();
        slow.write(new Subscribe(1, 0, List.of(), List.of(new SubscriptionRequest("big/+", 0, false, false, 0))));
        world.run();
        assertThat(slow.mostPending()).isLessThan(300_000);
        slow.readsOn();
        assertThat(slow.takeMessages()).hasSize(20);
        assertThat(world.dropped(Drop.SLOW_CONSUMER)).isZero();
    }

    @Test
    void aClientThatGoesInTheMiddleGetsTheRestWhenItIsBack() {
        World world = with(new Setup().pageMessages(10), 5_000, "x".repeat(100));
        Client client = world.client("client").connected(resuming().expiry(60));
        client.stopsReading();
        client.write(new Subscribe(1, 0, List.of(), List.of(new SubscriptionRequest("r/#", 0, false, false, 0))));
        world.run();
        client.reads(100_000);
        Set<String> seen = new HashSet<>();
        client.takeMessages().forEach(m -> seen.add(m.topic().toString()));
        assertThat(seen.size()).isBetween(500, 2_000);
        client.drop(); // what the socket held is lost, as QoS 0 may be
        client.connected(resuming().expiry(60));
        client.takeMessages()
                .forEach(m -> assertThat(seen.add(m.topic().toString())).isTrue());
        assertThat(seen).hasSizeGreaterThan(4_000);
    }

    @Test
    void subAckComesFirst() { // [MQTT-3.8.4] the answer before what follows from it
        World world = with(new Setup(), 10, "");
        Client client = world.client("client").connected();
        client.send(new Subscribe(1, 0, List.of(), List.of(new SubscriptionRequest("r/#", 0, false, false, 0))));
        List<Packet> all = client.takeAll();
        assertThat(all).hasSize(11);
        assertThat(all.get(0)).isInstanceOf(SubAck.class);
    }

    @Test
    void retainHandlingIsRespected() { // [MQTT-3.3.1-9] [MQTT-3.3.1-10] [MQTT-3.3.1-11]
        World world = with(new Setup(), 1, "");
        Client client = world.client("client").connected();
        client.subscribe(0, new SubscriptionRequest("r/#", 0, false, false, 2));
        assertThat(client.takeMessages()).isEmpty();
        client.subscribe(0, new SubscriptionRequest("r/#", 0, false, false, 1));
        assertThat(client.takeMessages()).isEmpty();
        client.subscribe(0, new SubscriptionRequest("r/#", 0, false, false, 0));
        assertThat(client.takeMessages()).hasSize(1);
        client.unsubscribe("r/#");
        client.subscribe(0, new SubscriptionRequest("r/#", 0, false, false, 1));
        assertThat(client.takeMessages()).hasSize(1);
    }

    @Test
    void anUnsubscribeStopsTheRest() { // [MQTT-3.10.4-2]
        World world = with(new Setup(), 20_000, "x".repeat(100));
        Client client = world.client("client").connected();
        client.stopsReading();
        client.write(new Subscribe(1, 0, List.of(), List.of(new SubscriptionRequest("r/#", 0, false, false, 0))));
        world.run();
        client.reads(100_000);
        client.write(new Unsubscribe(2, List.of(), List.of("r/#")));
        world.run();
        client.readsOn();
        assertThat(client.takeMessages()).hasSizeLessThan(3_000);
        client.pingIsAnswered();
    }

    /** A client that asks again and again while it does not read makes nothing pile up. */
    @Test
    void askingAgainReplacesWhatIsStillToBeSent() {
        World world = with(new Setup(), 2_000, "x".repeat(100));
        Client client = world.client("client").connected();
        client.stopsReading();
        for (int i = 0; i < 1_000; i++) {
            client.write(new Subscribe(1, 0, List.of(), List.of(new SubscriptionRequest("r/#", 0, false, false, 0))));
        }
        world.run();
        client.readsOn();
        assertThat(client.takeMessages()).hasSizeBetween(2_000, 5_000);
    }

    @Test
    void oneMessageMoreThanAllowedIsDeliveredNotKeptAndAnsweredSo() {
        World world = new Setup().retainedMessages(2).retainedPayloadBytes(10).start();
        Client reader = world.client("reader").connected();
        reader.subscribe("#", 0);
        Client client = world.client("client").connected();
        assertThat(client.publish(Publishing.of("a", "1").qos(1).retained())).isEqualTo(ReasonCode.SUCCESS);
        assertThat(client.publish(Publishing.of("b", "x".repeat(11)).qos(1).retained()))
                .isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(client.publish(Publishing.of("b", "1").qos(2).retained())).isEqualTo(ReasonCode.SUCCESS);
        assertThat(client.publish(Publishing.of("c", "1").qos(1).retained())).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(client.publish(Publishing.of("c", "1").qos(2).retained())).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(client.publish(Publishing.of("a", "2").qos(1).retained())).isEqualTo(ReasonCode.SUCCESS);
        client.publish(Publishing.of("b", "").qos(1).retained());
        assertThat(client.publish(Publishing.of("c", "1").qos(1).retained())).isEqualTo(ReasonCode.SUCCESS);
        assertThat(reader.takeMessages()).hasSize(8);
        assertThat(world.dropped(Drop.RETAINED_LIMIT)).isEqualTo(3);
        assertThat(world.node().retained().size()).isEqualTo(2);
    }

    @Test
    void bytesOfRetainedMessagesAreLimited() {
        World world = new Setup().retainedBytes(10_000).start();
        Client client = world.client("client").connected();
        IntStream.range(0, 20)
                .forEach(i ->
                        client.publish(Publishing.of("t/" + i, new byte[1_000]).retained()));
        assertThat(world.node().retained().bytes()).isBetween(8_000L, 10_000L);
        assertThat(world.dropped(Drop.RETAINED_LIMIT)).isGreaterThan(10);
        Publishing update = Publishing.of("t/0", new byte[1_000]).qos(1).retained();
        assertThat(client.publish(update)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS); // takes no more than before
        IntStream.range(0, 20)
                .forEach(i -> client.publish(Publishing.of("t/" + i, "").retained()));
        assertThat(world.node().retained().bytes()).isZero();
        assertThat(world.node().retained().size()).isZero();
    }
}
