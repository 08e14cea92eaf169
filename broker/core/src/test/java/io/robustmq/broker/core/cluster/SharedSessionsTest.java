package io.robustmq.broker.core.cluster;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.core.stored.StoredKind;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Brokers on one storage: sessions are where their clients are, and nothing acknowledged misses them. */
class SharedSessionsTest {
    private final FakeStorage storage = new FakeStorage(3).shared();
    private final SharedBrokers brokers = new SharedBrokers(3, storage, 1);

    private Client resumed(int broker, String clientId) {
        return brokers.connected(broker, clientId, resuming().expiry(600));
    }

    private Client subscribed(int broker, String clientId, String filter, int qos) {
        Client client = resumed(broker, clientId);
        client.subscribe(filter, qos);
        brokers.settle();
        return client;
    }

    private boolean isPresent(int broker, String clientId) {
        Client client = brokers.world(broker).client(clientId);
        client.begin(resuming().expiry(600));
        brokers.settle();
        return client.take(ConnAck.class).sessionPresent();
    }

    private void publish(int broker, String topic, String... payloads) {
        Client publisher = brokers.connected(broker, "publisher" + broker, Connecting.cleanly());
        for (String payload : payloads) {
            assertThat(publisher.publish(topic, payload, 1).isError()).isFalse();
        }
        brokers.settle();
        publisher.disconnect();
        brokers.settle();
    }

    @Test
    void aMessageIsWrittenOnceAndReachesSessionsOnAllBrokers() {
        List<Client> all = IntStream.range(0, 3)
                .mapToObj(broker -> subscribed(broker, "s" + broker, "t", 1))
                .toList();
        Client clean = brokers.connected(1, "clean", Connecting.cleanly());
        clean.subscribe("t", 1);
        brokers.settle();
        publish(0, "t", "x", "y");
        all.forEach(one -> assertThat(one.takePayloads()).containsExactly("x", "y"));
        assertThat(clean.takePayloads()).containsExactly("x", "y");
        assertThat(storage.records()).isEqualTo(2);
    }

    @Test
    void aTailThatFailsIsFollowedAgainFromWhereItWas() {
        Client stored = subscribed(1, "s", "t", 1);
        publish(0, "t", "x");
        storage.breakTails();
        publish(0, "t", "y");
        brokers.passes(Duration.ofSeconds(2));
        publish(0, "t", "z");
        assertThat(stored.takePayloads()).containsExactly("x", "y", "z");
    }

    @Test
    void qos0ReachesThemAsItPasses() {
        Client stored = subscribed(1, "s", "t", 1);
        Client publisher = brokers.connected(0, "p", Connecting.cleanly());
        publisher.publish("t", "x", 0);
        brokers.settle();
        assertThat(stored.takePayloads()).containsExactly("x");
        assertThat(storage.records()).isZero();
    }

    @Test
    void aSessionFollowsItsClientToAnotherBroker() {
        Client first = subscribed(0, "s", "t", 1);
        first.dropSilently();
        publish(2, "t", "while away");
        Client second = brokers.world(1).client("s");
        second.begin(resuming().expiry(600));
        brokers.settle();
        assertThat(second.take(ConnAck.class).sessionPresent()).isTrue();
        assertThat(second.takePayloads()).containsExactly("while away");
        assertThat(brokers.world(0).count(c -> c.sessions)).isZero();
        publish(0, "t", "live");
        assertThat(second.takePayloads()).containsExactly("live");
    }

    @Test
    void aClientThatIsThereIsTakenOverAndWhatIsInFlightGoesOn() {
        Client first = subscribed(0, "s", "t", 2);
        Client publisher = brokers.connected(2, "p", Connecting.cleanly());
        publisher.publish("t", "in flight", 2);
        brokers.settle();
        Publish sent = first.take(Publish.class);
        Client second = resumed(1, "s");
        assertThat(first.dismissal()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
        Publish again = second.take(Publish.class);
        assertThat(again.packetId()).isEqualTo(sent.packetId());
        assertThat(again.dup()).isTrue();
    }

    @Test
    void whatIsPublishedWhileASessionIsOnItsWayIsNotLost() {
        Client first = subscribed(0, "s", "t", 1);
        Client publisher = brokers.connected(2, "p", Connecting.cleanly());
        Client second = brokers.world(1).client("s");
        second.begin(resuming().expiry(600));
        for (int i = 0; i < 20; i++) {
            publisher.publish("t", "m" + i, 1);
            brokers.world(i % 3).run();
        }
        brokers.settle();
        second.take(ConnAck.class);
        List<String> got = new ArrayList<>(first.takePayloads());
        got.addAll(second.takePayloads());
        assertThat(got)
                .containsAll(IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void whatIsPublishedAtTheBrokerThatASessionLeavesIsNotLost() {
        Random chance = new Random(1);
        for (int run = 0; run < 20; run++) {
            String topic = "t/" + run;
            Client first = subscribed(0, "s" + run, topic, 1);
            Client publisher = brokers.connected(0, "p", Connecting.cleanly());
            Client second = brokers.world(1).client("s" + run);
            second.begin(resuming().expiry(600));
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                sent.add("m" + i);
                publisher.publish(topic, "m" + i, 1);
                brokers.step(chance);
            }
            brokers.settle();
            second.take(ConnAck.class);
            List<String> got = new ArrayList<>(first.takePayloads());
            got.addAll(second.takePayloads());
            assertThat(got).as("run " + run).containsAll(sent);
        }
    }

    @Test
    void aBrokerWritesForASessionThatHasLeftItForAMinuteAndNoLonger() {
        subscribed(0, "s", "t", 1);
        brokers.connected(1, "s", Connecting.cleanly()); // and has nothing any more
        publish(0, "t", "x");
        assertThat(storage.records()).isEqualTo(1);
        brokers.passes(Duration.ofSeconds(61));
        publish(0, "t", "y");
        assertThat(storage.records()).isEqualTo(1);
    }

    /** What a session subscribes to is not read until {@code storage} answers all. */
    private void delaySubscriptionsOf(String clientId) {
        storage.holdsPages(
                StoredKeys.ofClient(StoredKind.SUBSCRIPTION, clientId).from());
    }

    @Test
    void aSessionThatItsClientHasComeForIsLoadedBeforeItIsKnownWhatIsWanted() {
        subscribed(0, "s", "t", 1);
        delaySubscriptionsOf("s");
        brokers.kill(0);
        Client second = brokers.world(1).client("s");
        second.begin(resuming().expiry(600));
        brokers.expire(0);
        brokers.settle();
        publish(2, "t", "x");
        publish(1, "t", "y");
        storage.answersAllPages();
        brokers.settle();
        assertThat(second.take(ConnAck.class).sessionPresent()).isTrue();
        assertThat(second.takePayloads()).containsExactly("x", "y");
        publish(2, "u", "not wanted");
        assertThat(storage.records()).as("it is known again").isEqualTo(2);
    }

    @Test
    void aSessionThatIsLoadedForLongIsNotForgottenAtTheBrokerItHasLeft() {
        subscribed(0, "s", "t", 1);
        delaySubscriptionsOf("s");
        brokers.world(1).client("s").begin(resuming().expiry(600));
        brokers.passes(Duration.ofSeconds(70));
        publish(0, "t", "x");
        publish(2, "t", "y");
        storage.answersAllPages();
        brokers.settle();
        assertThat(resumed(1, "s").takePayloads()).containsExactly("x", "y");
        publish(2, "u", "not wanted");
        assertThat(storage.records()).as("it is known again").isEqualTo(2);
    }

    @Test
    void aSessionThatIsNotLoadedDoesNotGoOnToTheNextBroker() {
        subscribed(0, "s", "t", 1);
        delaySubscriptionsOf("s");
        brokers.kill(0);
        brokers.world(1).client("s").begin(resuming().expiry(600));
        brokers.expire(0);
        brokers.settle();
        Client third = brokers.world(2).client("s");
        third.begin(resuming().expiry(600));
        brokers.settle();
        publish(1, "t", "x");
        publish(2, "t", "y");
        storage.answersAllPages();
        brokers.settle();
        assertThat(third.take(ConnAck.class).sessionPresent()).isTrue();
        assertThat(third.takePayloads()).containsExactly("x", "y");
        assertThat(brokers.owned(1)).isZero();
    }

    @Test
    void aSessionIsLoadedThoughItsClientHasGoneMeanwhile() {
        subscribed(0, "s", "t", 1);
        delaySubscriptionsOf("s");
        brokers.kill(0);
        Client second = brokers.world(1).client("s");
        second.begin(resuming().expiry(600));
        brokers.expire(0);
        brokers.settle();
        second.dropSilently();
        brokers.settle();
        publish(2, "t", "x");
        storage.answersAllPages();
        brokers.settle();
        assertThat(brokers.world(1).count(c -> c.sessions) + brokers.world(2).count(c -> c.sessions))
                .isEqualTo(1);
        assertThat(resumed(2, "s").takePayloads()).containsExactly("x");
    }

    @Test
    void aQos2MessageThatIsRepeatedToAnotherBrokerIsNotPublishedTwiceThoughNobodyFindsItInTheLog() {
        Client subscriber = brokers.connected(2, "c", Connecting.cleanly());
        subscriber.subscribe("t", 2);
        brokers.settle();
        Publishing message = Publishing.of("t", "x").qos(2).id(5);
        Client first = resumed(0, "p");
        first.write(message.packet());
        brokers.settle();
        first.dropSilently(); // with its PUBREC
        Client second = resumed(1, "p");
        second.write(message.again().packet());
        brokers.settle();
        assertThat(second.take(PubRec.class).packetId()).isEqualTo(5);
        assertThat(subscriber.takePayloads()).containsExactly("x");
        assertThat(storage.records()).isZero();
        second.write(new PubRel(5, ReasonCode.SUCCESS));
        brokers.settle();
        assertThat(second.take(PubComp.class).packetId()).isEqualTo(5);
        assertThat(storage.entries('i')).isZero();
    }

    @Test
    void thePacketIdOfARetainedMessageIsNotUsedForAnotherWhereItsExchangeGoesOn() {
        Client publisher = brokers.connected(2, "p", Connecting.cleanly());
        publisher.publish(Publishing.of("t", "retained").qos(2).retained());
        brokers.settle();
        Client first = subscribed(0, "s", "t", 2);
        Publish retained = first.take(Publish.class);
        first.write(new PubRec(retained.packetId(), ReasonCode.SUCCESS)); // the client has it
        first.dropSilently();
        publisher.publish("t", "another", 2);
        Client second = resumed(1, "s");
        assertThat(second.take(PubRel.class).packetId()).isEqualTo(retained.packetId());
        Publish another = second.take(Publish.class);
        assertThat(Client.text(another)).isEqualTo("another");
        assertThat(another.packetId()).isNotEqualTo(retained.packetId());
        second.send(
                new PubComp(retained.packetId(), ReasonCode.SUCCESS),
                new PubRec(another.packetId(), ReasonCode.SUCCESS));
        second.take(PubRel.class);
        second.send(new PubComp(another.packetId(), ReasonCode.SUCCESS));
        brokers.settle();
        assertThat(storage.entries('o')).isZero();
    }

    @Test
    void notAllSessionsAreReadAtOnceThatClientsComeFor() {
        int count = 200;
        for (int i = 0; i < count; i++) {
            subscribed(0, "s" + i, "t", 1).dropSilently();
        }
        brokers.kill(0);
        storage.holdsPages(new byte[] {'f'});
        List<Client> all = IntStream.range(0, count)
                .mapToObj(i -> brokers.world(1).client("s" + i))
                .toList();
        all.forEach(one -> one.begin(resuming().expiry(600)));
        brokers.expire(0);
        brokers.settle();
        assertThat(storage.heldPages()).isBetween(16, 3 * 16 + 3); // lanes, and adoptions
        storage.answersAllPages();
        brokers.settle();
        all.forEach(one -> assertThat(one.take(ConnAck.class)).satisfies(ack -> {
            assertThat(ack.reason()).isEqualTo(ReasonCode.SUCCESS);
            assertThat(ack.sessionPresent()).isTrue();
        }));
    }

    @Test
    void whatCannotBeReadIsPassedOverAndHoldsUpNobodyElse() {
        subscribed(0, "bad", "b", 1);
        byte[] record = storage.values('s').getFirst();
        subscribed(0, "good", "t", 1);
        brokers.kill(0);
        byte version = record[0];
        record[0] = 99; // as a newer version may write it
        brokers.expire(0);
        brokers.settle();
        assertThat(brokers.world(1).count(c -> c.sessions) + brokers.world(2).count(c -> c.sessions))
                .isEqualTo(1);
        assertThat(brokers.world(1).node().unreadable().contains("bad")).isTrue();
        publish(1, "t", "x");
        publish(2, "u", "not wanted");
        assertThat(storage.records()).as("it is known what is wanted").isEqualTo(1);
        assertThat(resumed(2, "good").takePayloads()).containsExactly("x");
        for (int broker = 1; broker < 3; broker++) {
            Client bad = brokers.world(broker).client("bad");
            bad.begin(Connecting.cleanly());
            brokers.settle();
            assertThat(bad.take(ConnAck.class).reason()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        }
        record[0] = version;
        assertThat(isPresent(1, "bad")).isTrue();
    }

    @Test
    void sessionsOfABrokerThatDiedAreTakenUpByOthers() {
        for (int i = 0; i < 12; i++) {
            subscribed(0, "s" + i, "t/" + i, 1).dropSilently();
        }
        brokers.kill(0);
        brokers.expire(0);
        brokers.settle();
        assertThat(brokers.world(1).count(c -> c.sessions) + brokers.world(2).count(c -> c.sessions))
                .isEqualTo(12);
        for (int i = 0; i < 12; i++) {
            publish(1 + i % 2, "t/" + i, "x" + i);
            assertThat(resumed(2, "s" + i).takePayloads()).containsExactly("x" + i);
        }
    }

    @Test
    void whatIsPublishedBeforeTheyAreTakenUpIsKept() {
        Client first = subscribed(0, "s", "t", 1);
        brokers.kill(0);
        Client publisher = brokers.connected(1, "p", Connecting.cleanly());
        publisher.publish("t", "before its end is known", 1);
        brokers.expire(0);
        publisher.publish("t", "after", 1);
        brokers.settle();
        assertThat(first.takePayloads()).isEmpty();
        assertThat(resumed(2, "s").takePayloads()).containsExactly("before its end is known", "after");
    }

    @Test
    void aBrokerThatStoodStillChangesNothingAnyMore() {
        Client first = subscribed(0, "s", "t", 1);
        brokers.stop(0);
        brokers.expire(0);
        brokers.settle();
        Client second = resumed(1, "s");
        second.unsubscribe("t");
        second.subscribe("u", 1);
        brokers.settle();
        brokers.goOn(0);
        brokers.world(0).tick();
        assertThat(first.dismissal()).isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
        brokers.settle();
        brokers.register(0);
        brokers.settle();
        publish(0, "u", "x");
        assertThat(second.takePayloads()).containsExactly("x");
        second.disconnect();
        brokers.settle();
        assertThat(isPresent(0, "s")).isTrue();
    }

    @Test
    void aBrokerThatStoodStillGivesNothingThatWaitedMeanwhile() {
        for (int steps = 0; steps < 60; steps++) {
            String clientId = "s" + steps;
            subscribed(0, clientId, "t/" + steps, 1).disconnect();
            publish(1, "t/" + steps, "x");
            Client back = brokers.world(0).client(clientId);
            back.begin(resuming().expiry(600));
            for (int step = 0; step < steps; step++) {
                brokers.world(0).step();
            }
            back.takePayloads();
            brokers.stop(0);
            brokers.expire(0);
            brokers.world(0).run(); // before its next tick
            assertThat(back.takePayloads()).as("after " + steps + " steps").isEmpty();
            brokers.goOn(0);
            brokers.settle();
            brokers.register(0);
            brokers.settle();
        }
    }

    @Test
    void aSessionThatHasEndedIsNotThere() {
        Client first = subscribed(0, "s", "t", 1);
        first.disconnect();
        brokers.settle();
        Client clean = brokers.connected(1, "s", Connecting.cleanly());
        clean.disconnect();
        brokers.settle();
        assertThat(isPresent(2, "s")).isFalse();
    }

    @Test
    void aCleanSessionsConnectReadsNothing() {
        long before = storage.asked();
        brokers.connected(0, "c", Connecting.cleanly()).disconnect();
        brokers.settle();
        assertThat(storage.asked()).isEqualTo(before);
    }

    @Test
    void retainedMessagesAreFoundOnEveryBroker() {
        Client publisher = brokers.connected(0, "p", Connecting.cleanly());
        publisher.publish(Publishing.of("r/1", "one").qos(1).retained());
        publisher.publish(Publishing.of("r/2", "two").qos(0).retained());
        brokers.settle();
        Client late = brokers.connected(1, "late", Connecting.cleanly());
        late.subscribe("r/#", 1);
        brokers.settle();
        assertThat(late.takePayloads()).containsExactlyInAnyOrder("one", "two");
        brokers.kill(2);
        brokers.expire(2);
        brokers.start(2);
        brokers.settle();
        Client later = brokers.connected(2, "later", Connecting.cleanly());
        later.subscribe("r/#", 1);
        brokers.settle();
        assertThat(later.takePayloads()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void willsOfABrokerThatDiedAreHeardOnce() {
        Client listener = subscribed(1, "listener", "wills/+", 2);
        brokers.connected(0, "clean", Connecting.cleanly().with(Connecting.will("wills/1", "clean")));
        brokers.connected(0, "stored", resuming().expiry(600).with(Connecting.will("wills/2", "stored")));
        brokers.kill(0);
        brokers.expire(0);
        brokers.settle();
        assertThat(listener.takePayloads()).containsExactlyInAnyOrder("clean", "stored");
        brokers.start(0);
        brokers.settle();
        assertThat(listener.takePayloads()).isEmpty();
    }

    @Test
    void expiryGoesOnWithoutItsBroker() {
        Client first = brokers.connected(0, "s", resuming().expiry(2));
        first.subscribe("t", 1);
        brokers.settle();
        brokers.kill(0);
        brokers.expire(0);
        brokers.passes(Duration.ofSeconds(4));
        assertThat(storage.entries('s')).isZero();
        assertThat(storage.entries('f')).isZero();
        assertThat(isPresent(1, "s")).isFalse();
    }

    @Test
    void aSharedSubscriptionIsDealtInMemory() {
        Client one = subscribed(0, "m0", "$share/g/t", 1);
        Client two = subscribed(1, "m1", "$share/g/t", 1);
        publish(2, "t", "a", "b", "c", "d");
        List<String> got = new ArrayList<>(one.takePayloads());
        got.addAll(two.takePayloads());
        assertThat(got).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(storage.entries('g')).isZero();
    }

    @Test
    void allBrokersDieAndComeBack() {
        subscribed(0, "s", "t", 1).dropSilently();
        publish(1, "t", "x");
        for (int broker = 0; broker < 3; broker++) {
            brokers.kill(broker);
            brokers.expire(broker);
        }
        for (int broker = 0; broker < 3; broker++) {
            brokers.start(broker);
        }
        brokers.settle();
        assertThat(resumed(2, "s").takePayloads()).containsExactly("x");
    }
}
