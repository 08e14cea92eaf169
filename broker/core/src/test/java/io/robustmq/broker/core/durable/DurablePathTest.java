package io.robustmq.broker.core.durable;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.storage.spi.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is written when, who waits for it, and how a session that falls behind catches up. */
class DurablePathTest {
    private final FakeStorage storage = new FakeStorage(1);
    private final World world = new Setup().storage(storage).start();
    private final Client publisher = world.client("publisher").connected();
    private final Client subscriber = world.client("subscriber");

    private static Connecting back() {
        return resuming().expiry(3600);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void aMessageIsWrittenOnceHoweverManySessionsWantIt() {
        for (int i = 0; i < 50; i++) {
            world.client("absent" + i).connected(back()).subscribe("t", 1);
        }
        publisher.publish("t", "x", 1);
        assertThat(storage.records()).isEqualTo(1);
    }

    @Test
    void onlyWhatAStoredSessionWantsIsWritten() {
        world.client("clean").connected().subscribe("#", 1);
        subscriber.connected(back()).subscribe("at least once", 1);
        world.client("qos 0").connected(back()).subscribe("at most once", 0);
        publisher.publish("nobody stored", "x", 2);
        publisher.publish("at least once", "x", 0);
        publisher.publish("at most once", "x", 1);
        assertThat(storage.records()).isZero();
        publisher.publish("at least once", "x", 1);
        assertThat(storage.records()).isEqualTo(1);
        subscriber.unsubscribe("at least once");
        publisher.publish("at least once", "x", 1);
        assertThat(storage.records()).isEqualTo(1);
    }

    @Test
    void nothingIsAcknowledgedOrDeliveredBeforeItIsWritten() {
        Client clean = world.client("clean").connected();
        clean.subscribe("t", 1);
        subscriber.connected(back()).subscribe("t", 1);
        storage.halts(true);
        publisher.send(Publishing.of("t", "1").qos(1).id(1).packet());
        publisher.send(Publishing.of("t", "2").qos(2).id(2).packet());
        assertThat(publisher.takeAll()).isEmpty();
        assertThat(subscriber.takeAll()).isEmpty();
        assertThat(clean.takeAll()).isEmpty();
        publisher.pingIsAnswered();

        storage.halts(false);
        world.run();
        assertThat(publisher.take(PubAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(publisher.take(PubRec.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(subscriber.takePayloads()).containsExactly("1", "2");
        assertThat(clean.takePayloads()).containsExactly("1", "2");
    }

    @Test
    void aRepeatedQos2MessageIsNotAcknowledgedBeforeTheFirstIsWritten() {
        subscriber.connected(back()).subscribe("t", 2);
        Client sender = world.client("sender").connected(back());
        storage.halts(true);
        sender.send(Publishing.of("t", "x").qos(2).id(1).packet());
        sender.drop();
        sender.begin(back());
        world.run();
        sender.takeAll();
        sender.send(Publishing.of("t", "x").qos(2).id(1).again().packet());
        assertThat(sender.takeAll()).isEmpty();
        storage.halts(false);
        world.run();
        sender.take(PubRec.class);
        assertThat(storage.records()).isEqualTo(1);
    }

    @Test
    void subackWaitsUntilTheSubscriptionIsWritten() {
        subscriber.connected(back());
        storage.halts(true);
        subscriber.send(new Subscribe(
                subscriber.nextId(), 0, List.of(), List.of(new SubscriptionRequest("t", 1, false, false, 0))));
        assertThat(subscriber.takeAll()).isEmpty();
        storage.halts(false);
        world.run();
        subscriber.take(SubAck.class);
    }

    @Test
    void aFullStoreRefusesMessagesAndLosesNoneOfThoseItTook() {
        subscriber.acknowledging().connected(back()).subscribe("t", 2);
        publisher.publish("t", "1", 1);
        storage.fails(StorageException.Kind.FULL);
        assertThat(publisher.publish("t", "2", 1)).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(publisher.publish(Publishing.of("t", "3").qos(2).id(9))).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        storage.fails(null);
        assertThat(publisher.publish(Publishing.of("t", "4").qos(2).id(9))).isEqualTo(ReasonCode.SUCCESS);
        assertThat(subscriber.takePayloads()).containsExactly("1", "4");
    }

    @Test
    void aPublisherWhoseMessageMayBeLostIsSentAwaySoThatItTriesAgain() {
        subscriber.connected(back()).subscribe("t", 1);
        storage.fails(StorageException.Kind.UNAVAILABLE);
        publisher.send(Publishing.of("t", "x").qos(1).id(1).packet());
        assertThat(publisher.dismissal()).isEqualTo(ReasonCode.SERVER_BUSY);
    }

    @Test
    void aClientThatIsAwayCostsNoMemory() {
        subscriber.connected(back()).subscribe("t", 1);
        publisher.publish("t", "in flight", 1);
        subscriber.drop();
        for (String number : numbers(1, 1000)) {
            publisher.publish("t", number, 1);
        }
        assertThat(world.count(c -> c.queuedMessages)).isZero();
        subscriber.acknowledging().connected(back());
        List<String> expected = new ArrayList<>(List.of("in flight"));
        expected.addAll(numbers(1, 1000));
        assertThat(subscriber.takePayloads()).containsExactlyElementsOf(expected);
    }

    @Test
    void aSlowClientFallsBehindAndCatchesUpInOrder() {
        subscriber.connected(back().receiveMaximum(10)).subscribe("t", 1);
        for (String number : numbers(1, 5000)) {
            publisher.publish("t", number, 1);
        }
        assertThat(world.count(c -> c.queuedMessages)).isLessThanOrEqualTo(1000);
        List<Publish> first = subscriber.takeMessages();
        assertThat(first).hasSize(10);
        subscriber.acknowledging();
        first.forEach(message -> subscriber.send(new PubAck(message.packetId(), ReasonCode.SUCCESS)));
        List<String> rest = new ArrayList<>(subscriber.takePayloads());
        assertThat(rest).containsExactlyElementsOf(numbers(11, 5000));
        publisher.publish("t", "live again", 1);
        assertThat(subscriber.takePayloads()).containsExactly("live again");
        assertThat(storage.records()).isEqualTo(5001);
    }

    @Test
    void whatIsWantedAtQos0IsNotLostWhileTheSessionIsBehind() {
        world.client("other").connected(back()).subscribe("qos 0", 1);
        subscriber.connected(back().receiveMaximum(1)).subscribe("t", 1);
        subscriber.subscribe("qos 0", 0);
        for (String number : numbers(1, 2000)) {
            publisher.publish("t", number, 1);
        }
        publisher.publish("qos 0", "stored for another", 1);
        publisher.publish("qos 0", "passing by", 0);
        assertThat(subscriber.takePayloads()).containsExactly("1", "stored for another", "passing by");
    }

    @Test
    void whatNobodyNeedsAnyMoreIsTrimmed() {
        subscriber.acknowledging().connected(back()).subscribe("t", 1);
        Client slow = world.client("slow").connected(back());
        slow.subscribe("t", 1);
        for (String number : numbers(1, 100)) {
            publisher.publish("t", number, 1);
        }
        List<Publish> messages = slow.takeMessages();
        for (Publish message : messages.subList(0, 40)) {
            slow.send(new PubAck(message.packetId(), ReasonCode.SUCCESS));
        }
        world.passes(Duration.ofSeconds(30));
        assertThat(storage.records()).isEqualTo(60);
        slow.drop();
        world.passes(Duration.ofSeconds(30));
        assertThat(storage.records()).isEqualTo(60);
        slow.acknowledging().connected(back());
        assertThat(slow.takeMessages()).hasSize(60);
        world.passes(Duration.ofSeconds(30));
        assertThat(storage.records()).isZero();
    }

    @Test
    void aSessionGoesOnBehindWhatLimitsHaveCutOffAndThatIsCounted() {
        subscriber.connected(back()).subscribe("t", 1);
        subscriber.drop();
        for (String number : numbers(1, 100)) {
            publisher.publish("t", number, 1);
        }
        long start = storage.shard(0).startOffset();
        storage.shard(0).trim(start + 60); // as limits do
        world.passes(Duration.ofSeconds(30));
        assertThat(world.node().cutOffPlaces()).isEqualTo(60);
        assertThat(world.count(c -> c.overtaken)).isZero();
        subscriber.acknowledging().connected(back());
        assertThat(subscriber.takePayloads()).containsExactlyElementsOf(numbers(61, 100));
        publisher.publish("t", "101", 1);
        assertThat(subscriber.takePayloads()).containsExactly("101");
        assertThat(world.count(c -> c.overtaken)).isEqualTo(1);
    }

    @Test
    void whatWasTrimmedBecauseNobodyNeededItIsNoLoss() {
        Client busy = world.client("busy").acknowledging().connected(back());
        busy.subscribe("t", 1);
        subscriber.acknowledging().connected(back()).subscribe("other", 1);
        for (String number : numbers(1, 100)) {
            publisher.publish("t", number, 1);
        }
        world.passes(Duration.ofSeconds(30));
        assertThat(storage.records()).isZero();
        subscriber.drop();
        subscriber.connected(back());
        publisher.publish("other", "1", 1);
        assertThat(subscriber.takePayloads()).containsExactly("1");
        assertThat(world.count(c -> c.overtaken)).isZero();
        assertThat(world.node().cutOffPlaces()).isZero();
    }

    @Test
    void aNewSubscriptionDoesNotReadWhatWasThereBefore() {
        world.client("other").connected(back()).subscribe("#", 1);
        publisher.publish("a", "before", 1);
        subscriber.connected(back()).subscribe("a", 1);
        subscriber.drop();
        publisher.publish("a", "after", 1);
        publisher.publish("b", "other", 1);
        subscriber.connected(back());
        assertThat(subscriber.takePayloads()).containsExactly("after");
        subscriber.subscribe("b", 1);
        assertThat(subscriber.takePayloads()).isEmpty();
    }

    @Test
    void overlappingSubscriptionsGetAMessageOnceAlsoFromTheLog() { // [MQTT-3.3.4-2]
        subscriber.connected(back()).subscribe("a/+", 1);
        subscriber.subscribe("a/#", 2);
        subscriber.drop();
        publisher.publish("a/b", "x", 2);
        subscriber.connected(back());
        List<Publish> messages = subscriber.takeMessages();
        assertThat(messages).hasSize(1);
        assertThat(messages.getFirst().qos()).isEqualTo(2);
    }

    @Test
    void whatExpiresInTheLogIsNotSent() { // [MQTT-3.3.2-5]
        subscriber.connected(back()).subscribe("t", 1);
        subscriber.drop();
        publisher.publish(Publishing.of("t", "short").qos(1).expiry(5));
        publisher.publish(Publishing.of("t", "long").qos(1).expiry(100));
        world.passes(Duration.ofSeconds(10));
        subscriber.connected(back());
        List<Publish> messages = subscriber.takeMessages();
        assertThat(messages).extracting(Client::text).containsExactly("long");
        assertThat(messages.getFirst().properties().messageExpiryIntervalSeconds())
                .isEqualTo(90);
    }

    @Test
    void readingIsTriedAgainWhenStorageWasAway() {
        subscriber.connected(back()).subscribe("t", 1);
        subscriber.drop();
        publisher.publish("t", "x", 1);
        storage.fails(StorageException.Kind.UNAVAILABLE);
        subscriber.acknowledging();
        subscriber.begin(back());
        world.run();
        world.passes(Duration.ofSeconds(1));
        assertThat(subscriber.takePayloads()).isEmpty();
        storage.fails(null);
        world.passes(Duration.ofSeconds(1));
        assertThat(subscriber.takePayloads()).containsExactly("x");
    }

    @Test
    void qos2IsNotSentBeforeItsIdIsKept() {
        subscriber.connected(back()).subscribe("t", 2);
        publisher.publish("t", "1", 2);
        List<Packet> all = subscriber.takeAll();
        Publish first = (Publish) all.getFirst();
        storage.halts(true);
        subscriber.send(new PubRec(first.packetId(), ReasonCode.SUCCESS));
        assertThat(subscriber.takeAll())
                .as("no PUBREL before the receipt is kept")
                .isEmpty();
        storage.halts(false);
        world.run();
        assertThat(subscriber.takeAll()).hasSize(1);
    }

    @Test
    void whatComesInOneTurnIsWrittenInBatchesThatEveryAdapterTakes() {
        subscriber.connected(back()).subscribe("t", 1);
        subscriber.acknowledging();
        byte[] payload = new byte[200 << 10];
        int count = 50; // ten mebibytes
        for (int i = 1; i <= count; i++) {
            publisher.write(Publishing.of("t", payload).qos(1).id(i).packet());
        }
        world.turn(publisher.lane(), count);
        world.run();
        assertThat(storage.records()).isEqualTo(count);
        assertThat(storage.largestBatch()).isBetween(4L << 20, 5L << 20);
        assertThat(subscriber.takeMessages()).hasSize(count);
    }
}
