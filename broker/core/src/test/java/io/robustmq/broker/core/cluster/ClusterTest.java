package io.robustmq.broker.core.cluster;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Publish;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients of one broker and of others: what is published anywhere reaches everybody who wants it, once. */
class ClusterTest {
    private final Brokers brokers = new Brokers(3, Setup::new);

    @Test
    void aMessageReachesSubscribersOfOtherBrokers() {
        Client here = brokers.connected(0, "here");
        Client there = brokers.connected(1, "there");
        here.subscribe("a/+", 1);
        there.subscribe("a/b", 2);
        brokers.run();
        Client publisher = brokers.connected(0, "publisher");
        assertThat(publisher.publish("a/b", "x", 1)).isEqualTo(ReasonCode.SUCCESS);
        brokers.run();
        assertThat(here.takePayloads()).containsExactly("x");
        Publish got = there.take(Publish.class);
        assertThat(Client.text(got)).isEqualTo("x");
        assertThat(got.qos()).isOne();
        assertThat(brokers.crossed()).as("once a broker that wants it").isOne();
    }

    @Test
    void aBrokerGetsItOnceHoweverManyOfItsFiltersMatch() {
        for (String id : List.of("s1", "s2", "s3")) {
            Client subscriber = brokers.connected(1, id);
            subscriber.subscribe("t/" + "#", 0);
            subscriber.subscribe("+/" + id, 0);
        }
        brokers.run();
        brokers.connected(0, "p").publish("t/s1", "x", 0);
        brokers.run();
        assertThat(brokers.crossed()).isOne();
    }

    @Test
    void aSubscriberOnABrokerThatWasForwardedToIsNotAReasonToForwardAgain() {
        List<Client> all = IntStream.range(0, 3)
                .mapToObj(broker -> brokers.connected(broker, "s" + broker))
                .toList();
        all.forEach(one -> one.subscribe("t", 1));
        brokers.run();
        brokers.connected(2, "p").publish("t", "x", 1);
        brokers.run();
        all.forEach(one -> assertThat(one.takePayloads()).containsExactly("x"));
        assertThat(brokers.crossed()).isEqualTo(2);
    }

    @Test
    void aBrokerWhoseLeaseHasRunOutTakesNothingAndGivesNothing() {
        Client here = brokers.connected(0, "here");
        here.subscribe("t", 0);
        Client publisher = brokers.connected(0, "p");
        brokers.run();
        brokers.lapse(0);
        publisher.publish("t", "x", 0);
        brokers.run();
        assertThat(here.takePayloads()).isEmpty();
        brokers.world(0).tick(); // the lane of who did nothing
        assertThat(here.dismissal()).isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
        assertThat(publisher.dismissal()).isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
    }

    @Test
    void whatOthersSendIsNotGivenToClientsOfABrokerWhoseLeaseHasRunOut() {
        Client there = brokers.connected(1, "there");
        there.subscribe("t", 0);
        Client publisher = brokers.connected(0, "p");
        brokers.run();
        publisher.publish("t", "x", 0);
        brokers.lapse(1);
        brokers.run();
        assertThat(there.takePayloads()).isEmpty();
        assertThat(there.dismissal()).isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
    }

    @Test
    void whoUnsubscribesOrLeavesGetsNothingMore() {
        Client there = brokers.connected(1, "there");
        there.subscribe("t", 0);
        brokers.run();
        there.unsubscribe("t");
        brokers.run();
        Client publisher = brokers.connected(0, "p");
        assertThat(publisher.publish("t", "x", 1)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
        there.subscribe("t", 0);
        brokers.run();
        there.disconnect();
        brokers.run();
        assertThat(publisher.publish("t", "x", 1)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
        assertThat(brokers.crossed()).isZero();
    }

    @Test
    void retainGoesAlongAsPublishedAndPropertiesDo() {
        Client there = brokers.connected(1, "there");
        there.subscribe("t", 1);
        brokers.run();
        brokers.connected(0, "p").publish(Publishing.of("t", "x").qos(1).retained());
        brokers.run();
        assertThat(there.take(Publish.class).retain()).as("not as published").isFalse();
    }

    @Test
    void aSharedSubscriptionGetsEachMessageOnceOverAllBrokers() {
        List<Client> members = new ArrayList<>();
        for (int broker = 0; broker < 3; broker++) {
            members.add(brokers.connected(broker, "m" + broker));
        }
        members.add(brokers.connected(2, "m3"));
        members.forEach(member -> member.subscribe("$share/g/t/#", 1));
        brokers.run();
        Client publisher = brokers.connected(0, "p");
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sent.add("m" + i);
            publisher.publish("t/" + i, "m" + i, 1);
        }
        brokers.run();
        List<List<String>> got = members.stream().map(Client::takePayloads).toList();
        assertThat(got.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(got).as("as much for each member, on whatever broker").allSatisfy(one -> assertThat(one)
                .hasSize(10));
    }

    @Test
    void aGroupAndASessionOnOneBrokerGetTheMessageTogether() {
        Client member = brokers.connected(1, "member");
        member.subscribe("$share/g/t", 0);
        Client session = brokers.connected(1, "session");
        session.subscribe("t", 0);
        brokers.run();
        brokers.connected(0, "p").publish("t", "x", 0);
        brokers.run();
        assertThat(member.takePayloads()).containsExactly("x");
        assertThat(session.takePayloads()).containsExactly("x");
        assertThat(brokers.crossed()).isOne();
    }

    @Test
    void aGroupByTopicStaysWithItsMember() {
        Brokers byTopic = new Brokers(2, () -> new Setup().strategy(Strategy.HASH_TOPIC));
        Client a = byTopic.connected(0, "a");
        Client b = byTopic.connected(1, "b");
        a.subscribe("$share/g/#", 0);
        b.subscribe("$share/g/#", 0);
        byTopic.run();
        Client publisher = byTopic.connected(0, "p");
        for (int i = 0; i < 64; i++) {
            publisher.publish("t" + i % 8, "t" + i % 8, 0);
        }
        byTopic.run();
        List<String> ofA = a.takePayloads();
        List<String> ofB = b.takePayloads();
        assertThat(ofA.size() + ofB.size()).isEqualTo(64);
        assertThat(ofA).isNotEmpty().doesNotContainAnyElementsOf(ofB);
    }

    @Test
    void aStoredSessionOnAnotherBrokerGetsWhatCameWhileItWasAway() {
        Client stored = brokers.connected(1, "stored", resuming().expiry(60));
        stored.subscribe("t", 1);
        brokers.run();
        stored.disconnect();
        brokers.run();
        brokers.connected(0, "p").publish("t", "x", 1);
        brokers.run();
        Client again = brokers.connected(1, "stored", resuming().expiry(60));
        brokers.run();
        assertThat(again.takePayloads()).containsExactly("x");
    }

    @Test
    void whatIsWrittenFirstReachesOtherBrokersToo() {
        Client stored = brokers.connected(0, "stored", resuming().expiry(60));
        stored.subscribe("t", 1);
        Client there = brokers.connected(1, "there");
        there.subscribe("t", 1);
        brokers.run();
        brokers.connected(0, "p").publish("t", "x", 1);
        brokers.run();
        assertThat(stored.takePayloads()).containsExactly("x");
        assertThat(there.takePayloads()).containsExactly("x");
    }

    // ---- one owner

    @Test
    void aClientThatComesToAnotherBrokerIsTakenOver() {
        for (int i = 0; i < 12; i++) { // homes on all three
            String id = "client-" + i;
            Client first = brokers.connected(0, id);
            Client second = brokers.connected(1, id);
            assertThat(first.dismissal()).as(id).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
            Client third = brokers.connected(2, id);
            assertThat(second.dismissal()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
            third.pingIsAnswered();
        }
        assertThat(brokers.world(0).count(c -> c.connections)).isZero();
        assertThat(brokers.world(1).count(c -> c.connections)).isZero();
        assertThat(brokers.world(2).count(c -> c.connections)).isEqualTo(12);
    }

    @Test
    void isNotLetInBeforeTheOtherIsGone() {
        Client first = brokers.connected(0, "id");
        Client second = brokers.world(1).client("id");
        second.begin(Connecting.cleanly());
        brokers.world(1).run();
        first.pingIsAnswered();
        assertThat(second.takeAll()).as("while the first is there").isEmpty();
        brokers.run();
        assertThat(first.isClosed()).isTrue();
        second.pingIsAnswered();
    }

    @Test
    void takesOverOnItsOwnBrokerAsEver() {
        Client first = brokers.connected(1, "id");
        Client second = brokers.connected(1, "id");
        assertThat(first.dismissal()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
        second.pingIsAnswered();
        second.disconnect();
        brokers.run();
        brokers.connected(2, "id").pingIsAnswered();
    }

    @Test
    void aClientThatGivesUpWaitingHoldsNothing() {
        brokers.connected(0, "id");
        Client second = brokers.world(1).client("id");
        second.begin(Connecting.cleanly());
        brokers.world(1).run();
        second.dropSilently();
        brokers.run();
        brokers.connected(2, "id").pingIsAnswered();
        assertThat(brokers.world(1).count(c -> c.connections)).isZero();
    }

    @Test
    void theWillOfAClientTakenOverIsHeardEverywhere() {
        Client listener = brokers.connected(2, "listener");
        listener.subscribe("wills", 0);
        brokers.run();
        brokers.connected(0, "id", Connecting.cleanly().with(Connecting.will("wills", "gone")));
        brokers.connected(1, "id");
        assertThat(listener.takePayloads()).containsExactly("gone");
    }
}
