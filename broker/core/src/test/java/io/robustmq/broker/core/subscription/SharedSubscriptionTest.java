package io.robustmq.broker.core.subscription;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One of a group gets each message (MQTT 5.0 §4.8.2). */
class SharedSubscriptionTest {
    private World world = new Setup().start();
    private final List<Client> members = new ArrayList<>();

    private static Connecting kept() {
        return resuming().expiry(600);
    }

    /** Members called m0, m1, ... of {@code $share/g/t/#}, on different lanes. */
    private void group(Setup setup, int size, Connecting how, int qos) {
        world = setup.start();
        for (int i = 0; i < size; i++) {
            Client member = world.client("m" + i).connected(how);
            member.subscribe("$share/g/t/#", qos);
            members.add(member);
        }
    }

    private void publish(int count, int qos) {
        Client publisher = world.client("publisher").connected();
        IntStream.range(0, count).forEach(i -> publisher.publish("t/" + i % 10, "" + i, qos));
        publisher.disconnect();
    }

    private List<Integer> counts() {
        return members.stream().map(member -> member.takeMessages().size()).toList();
    }

    @Test
    void roundRobinGoesRound() {
        group(new Setup(), 3, cleanly(), 0);
        publish(30, 0);
        assertThat(counts()).containsExactly(10, 10, 10);
    }

    @Test
    void randomReachesEverybodyAboutEvenly() {
        group(new Setup().strategy(Strategy.RANDOM), 3, cleanly(), 0);
        publish(3_000, 0);
        assertThat(counts()).allSatisfy(n -> assertThat(n).isBetween(850, 1_150));
    }

    @Test
    void leastInflightAvoidsWhoIsSlow() {
        group(new Setup().strategy(Strategy.LEAST_INFLIGHT), 3, cleanly(), 1);
        members.get(1).acknowledging();
        members.get(2).acknowledging();
        publish(100, 1);
        List<Integer> counts = counts();
        assertThat(counts.get(0)).isLessThanOrEqualTo(2);
        assertThat(counts.get(1)).isGreaterThan(25);
        assertThat(counts.get(2)).isGreaterThan(25);
    }

    @Test
    void stickyStaysWithOneUntilItGoes() {
        group(new Setup().strategy(Strategy.STICKY), 3, cleanly(), 0);
        publish(10, 0);
        List<Integer> counts = counts();
        assertThat(counts).containsOnly(0, 10);
        int favourite = counts.indexOf(10);
        members.get(favourite).drop();
        publish(10, 0);
        assertThat(counts()).containsOnly(0, 10);
    }

    @Test
    void stickyServesTheFavouriteByItsNewOptions() {
        group(new Setup().strategy(Strategy.STICKY), 2, cleanly(), 0);
        publish(1, 1);
        int favourite = counts().indexOf(1);
        members.get(favourite).subscribe(9, new SubscriptionRequest("$share/g/t/#", 1, false, false, 0));
        publish(1, 1);
        Publish second = members.get(favourite).take(Publish.class);
        assertThat(second.qos()).isOne();
        assertThat(second.properties().subscriptionIdentifiers()).containsExactly(9);
    }

    @Test
    void hashByClientIdKeepsAPublisherWithOneMember() {
        group(new Setup().strategy(Strategy.HASH_CLIENT_ID), 4, cleanly(), 0);
        Set<Integer> used = new HashSet<>();
        for (int p = 0; p < 40; p++) {
            Client publisher = world.client("publisher" + p).connected();
            IntStream.range(0, 10).forEach(i -> publisher.publish("t/" + i, "x", 0));
            List<Integer> counts = counts();
            assertThat(counts).containsOnly(0, 10);
            used.add(counts.indexOf(10));
        }
        assertThat(used).hasSize(4);
    }

    @Test
    void hashByTopicKeepsATopicWithOneMember() {
        group(new Setup().strategy(Strategy.HASH_TOPIC), 4, cleanly(), 0);
        publish(1_000, 0);
        Map<String, Client> owner = new HashMap<>();
        for (Client member : members) {
            for (Publish message : member.takeMessages()) {
                Client earlier = owner.putIfAbsent(message.topic().toString(), member);
                assertThat(earlier == null || earlier == member).isTrue();
            }
        }
        assertThat(new HashSet<>(owner.values()).size()).isGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void whoIsAwayIsSkipped(Strategy strategy) {
        group(new Setup().strategy(strategy), 3, kept(), 1);
        members.get(0).drop();
        members.get(2).drop();
        publish(20, 1);
        assertThat(members.get(1).takeMessages()).hasSize(20);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void nothingIsLostWhenAllAreAway(Strategy strategy) {
        group(new Setup().strategy(strategy), 3, kept(), 1);
        members.forEach(Client::drop);
        publish(30, 1);
        Set<String> seen = new HashSet<>();
        for (Client member : members) {
            seen.addAll(member.acknowledging().connected(kept()).takePayloads());
        }
        assertThat(seen).hasSize(30);
        assertThat(world.count(c -> c.queuedMessages)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void whatWasKeptWhileAllWereAwayGoesToWhoeverComesBack(Strategy strategy) {
        group(new Setup().strategy(strategy), 3, kept().receiveMaximum(5), 1);
        members.forEach(Client::drop);
        publish(30, 1);
        Client back = members.get(1).acknowledging().connected(kept().receiveMaximum(5));
        assertThat(back.takePayloads()).hasSize(30).doesNotHaveDuplicates();
        assertThat(world.count(c -> c.queuedMessages + c.inflight)).isZero();
        assertThat(members.get(0).connected(kept()).takePayloads()).isEmpty();
        assertThat(members.get(2).connected(kept()).takePayloads()).isEmpty();
    }

    @Test
    void whatTheLastMemberLeftUnacknowledgedGoesToWhoeverComesBack() {
        group(new Setup(), 2, kept().receiveMaximum(5), 1);
        members.get(0).drop();
        publish(20, 1);
        members.get(1).drop();
        Client back = members.get(0).acknowledging().connected(kept());
        assertThat(back.takePayloads()).hasSize(20);
    }

    @Test
    void whatWasKeptGoesToAMemberThatIsNew() {
        group(new Setup(), 1, kept(), 1);
        members.get(0).drop();
        publish(10, 1);
        Client fresh = world.client("fresh").acknowledging().connected();
        fresh.subscribe("$share/g/t/#", 1);
        assertThat(fresh.takePayloads()).hasSize(10);
    }

    @Test
    void whoComesBackFetchesNoMoreThanItsQueueHolds() {
        group(new Setup().queueMessages(10), 4, kept().receiveMaximum(2), 1);
        members.forEach(Client::drop);
        publish(40, 1);
        Client back = members.get(0).connected(kept().receiveMaximum(2));
        assertThat(world.dropped(Drop.QUEUE_FULL)).isZero();
        Set<String> seen = new HashSet<>();
        back.acknowledging();
        back.takeMessages().forEach(message -> {
            seen.add(Client.text(message));
            back.send(new PubAck(message.packetId(), ReasonCode.SUCCESS));
        });
        seen.addAll(back.takePayloads());
        assertThat(seen).hasSize(40);
        assertThat(world.dropped(Drop.QUEUE_FULL)).isZero();
    }

    @Test
    void whatHasExpiredWhileItWasKeptIsNotFetched() { // [MQTT-3.3.2-5]
        group(new Setup(), 2, kept(), 1);
        members.forEach(Client::drop);
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < 4; i++) {
            publisher.publish(Publishing.of("t/1", "short").qos(1).expiry(5));
            publisher.publish("t/1", "long", 1);
        }
        world.passes(Duration.ofSeconds(6));
        Client back = members.get(0).acknowledging().connected(kept());
        assertThat(back.takePayloads()).containsOnly("long").hasSize(4);
        assertThat(world.dropped(Drop.EXPIRED)).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void whatADeadMemberHasNotAcknowledgedGoesToAnother(Strategy strategy) { // MQTT 5.0 §4.8.2
        group(new Setup().strategy(strategy), 2, kept().receiveMaximum(5), 1);
        Client survivor = members.get(1).acknowledging();
        publish(40, 1);
        Set<String> seen = new HashSet<>(survivor.takePayloads());
        members.get(0).drop();
        seen.addAll(survivor.takePayloads());
        assertThat(seen).hasSize(40);
        assertThat(world.count(c -> c.inflight + c.queuedMessages)).isZero();
        assertThat(members.get(0).connected(kept()).takePayloads()).isEmpty();
    }

    @Test
    void aMessageOfHigherQosInFlightStaysWithItsMember() { // [MQTT-4.8.2-4]
        group(new Setup(), 2, kept().receiveMaximum(2), 2);
        publish(12, 2);
        Client first = members.get(0);
        List<Publish> held = first.takeMessages();
        assertThat(held).hasSize(2);
        first.send(new PubRec(held.get(0).packetId(), ReasonCode.SUCCESS));
        first.drop();
        Client survivor = members.get(1).acknowledging();
        survivor.takeMessages().forEach(m -> survivor.send(new PubRec(m.packetId(), ReasonCode.SUCCESS)));
        survivor.takeMessages();
        assertThat(world.count(c -> c.messagesSent[2])).isEqualTo(12); // all but the two are with the survivor
        first.connected(kept());
        assertThat(first.take(PubRel.class).packetId()).isEqualTo(held.get(0).packetId());
        assertThat(first.takePayloads()).containsExactly(Client.text(held.get(1)));
    }

    @Test
    void aMessageOfHigherQosInFlightEndsWithItsSession() { // [MQTT-4.8.2-5]
        group(new Setup(), 2, cleanly().receiveMaximum(1), 2);
        publish(2, 2);
        members.get(1).acknowledging().takeMessages();
        members.get(0).drop();
        assertThat(members.get(1).takeMessages()).isEmpty();
        assertThat(world.count(c -> c.inflight)).isOne();
    }

    @Test
    void theQueueOfASessionThatEndsGoesToMembersThatAreAway() {
        group(new Setup(), 2, resuming().expiry(10), 1);
        members.get(1).drop();
        members.get(1).connected(kept()).drop();
        members.get(0).drop();
        publish(20, 1);
        world.passes(Duration.ofSeconds(11));
        assertThat(world.count(c -> c.sessions)).isOne();
        assertThat(members.get(1).acknowledging().connected(kept()).takePayloads())
                .hasSize(20);
    }

    @Test
    void theLastMemberTakesItsMessagesWithIt() {
        group(new Setup(), 1, resuming().expiry(10), 1);
        publish(5, 1);
        members.get(0).drop();
        world.passes(Duration.ofSeconds(11));
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
        assertThat(world.dropped(Drop.OFFLINE)).isEqualTo(5);
    }

    @Test
    void everyGroupAndEveryPlainSubscriptionGetsItsOwn() { // [MQTT-4.8.2-3]
        Client a = world.client("a").connected();
        Client b = world.client("b").connected();
        a.subscribe("$share/one/t", 0);
        b.subscribe("$share/two/t", 0);
        b.subscribe("t", 0);
        a.subscribe("$queue/t", 0);
        world.client("p").connected().publish("t", "x", 0);
        assertThat(a.takeMessages()).hasSize(2);
        assertThat(b.takeMessages()).hasSize(2);
        assertThat(world.count(c -> c.sharedSubscriptions)).isEqualTo(3);
    }

    @Test
    void aSharedSubscriptionGetsNoRetainedMessages() { // [MQTT-3.3.1-9] with §4.8.2
        world.client("p").connected().publish(Publishing.of("t", "x").retained());
        Client a = world.client("a").connected();
        a.subscribe("$share/g/t", 0);
        assertThat(a.takeMessages()).isEmpty();
    }

    @Test
    void aMemberThatUnsubscribesKeepsWhatIsInFlightAndGetsNothingNew() {
        group(new Setup(), 2, cleanly(), 1);
        publish(4, 1);
        members.get(0).unsubscribe("$share/g/t/#");
        publish(4, 1);
        assertThat(members.get(0).takeMessages()).hasSize(2);
        assertThat(members.get(1).takeMessages()).hasSize(6);
    }

    @Test
    void aMemberThatSubscribesAgainIsStillOneMember() {
        group(new Setup(), 2, cleanly(), 0);
        members.get(0).subscribe("$share/g/t/#", 1);
        assertThat(world.count(c -> c.sharedSubscriptions)).isEqualTo(2);
        publish(10, 1);
        assertThat(counts()).containsExactly(5, 5);
    }

    /** Members come and go while others publish; whoever is there in the end has got all that nobody else acknowledged. */
    @RepeatedTest(60)
    void nothingIsKeptForMembersThatStayAway(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Strategy strategy = List.of(Strategy.values()).get(seed % Strategy.values().length);
        group(new Setup().lanes(1 + seed % 4).seed(seed).strategy(strategy), 3, kept().receiveMaximum(4), 1);
        members.forEach(Client::acknowledging);
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < 100; i++) {
            publisher.write(
                    Publishing.of("t/" + i % 10, "" + i).qos(1).id(1 + i).packet());
            Client member = members.get((i * 7 + seed) % 3);
            if (member.isClosed()) {
                member.begin(kept().receiveMaximum(4));
            } else {
                member.dropSilently();
            }
            for (int steps = seed % 5; steps > 0; steps--) {
                world.step();
            }
        }
        members.stream().filter(member -> !member.isClosed()).forEach(Client::dropSilently);
        world.run();
        members.get(seed % 3).connected(kept().receiveMaximum(4));
        assertThat(world.count(c -> c.queuedMessages + c.inflight)).isZero();
        assertThat(world.dropped(Drop.OFFLINE)).isZero();
    }

    /** Members come and go while others publish: each message is acknowledged by somebody, at least once. */
    @RepeatedTest(60)
    void nothingIsLostWhileMembersComeAndGo(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Strategy strategy = List.of(Strategy.values()).get(seed % Strategy.values().length);
        group(new Setup().lanes(1 + seed % 4).seed(seed).strategy(strategy), 3, kept().receiveMaximum(4), 1);
        Client publisher = world.client("publisher").connected();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            publisher.write(
                    Publishing.of("t/" + i % 10, "" + i).qos(1).id(1 + i).packet());
            Client member = members.get((i * 7 + seed) % 3);
            if (i % 11 == 0 && !member.isClosed()) {
                seen.addAll(member.takePayloads());
                member.dropSilently();
            } else if (i % 11 == 5 && member.isClosed()) {
                member.acknowledging().begin(kept().receiveMaximum(4));
            }
            world.step();
            world.step();
        }
        world.run();
        for (Client member : members) {
            seen.addAll(member.takePayloads());
            if (member.isClosed()) {
                member.acknowledging().connected(kept());
            }
        }
        world.run();
        members.forEach(member -> seen.addAll(member.takePayloads()));
        assertThat(world.dropped(Drop.OFFLINE)).isZero();
        assertThat(seen).hasSize(200);
    }
}
