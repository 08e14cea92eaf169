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
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process is killed, and what it has acknowledged is there when it is back. */
class RestartTest {
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private FakeStorage storage = new FakeStorage(1);
    private World world = new Setup().storage(storage).start();

    private void shards(int count) {
        storage = new FakeStorage(count);
        world = new Setup().storage(storage).start();
    }

    private static Connecting back() {
        return resuming().expiry(3600);
    }

    private Client subscriber() {
        return world.client("subscriber");
    }

    private Client publisher() {
        return world.client("publisher");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16})
    void acknowledgedMessagesReachASessionThatWasAway(int shards) {
        shards(shards);
        subscriber().connected(back()).subscribe("t/#", 1);
        world = world.killed(A_MOMENT);
        Client publisher = publisher().connected();
        for (int i = 1; i <= 300; i++) {
            assertThat(publisher.publish("t/" + i % 7, "" + i, 1)).isEqualTo(ReasonCode.SUCCESS);
        }
        world = world.killed(A_MOMENT);

        Client subscriber = subscriber().acknowledging();
        assertThat(subscriber.connect(back()).sessionPresent()).isTrue();
        List<Publish> messages = subscriber.takeMessages();
        assertThat(messages).hasSize(300);
        for (int topic = 0; topic < 7; topic++) {
            String name = "t/" + topic;
            assertThat(messages.stream()
                            .filter(message -> subscriber.topicOf(message).equals(name)))
                    .extracting(message -> Integer.parseInt(Client.text(message)))
                    .isSorted();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatWasSentAndNotAcknowledgedComesAgainWithItsIdAndDup(int shards) { // [MQTT-4.4.0-1] [MQTT-3.3.1-1]
        shards(shards);
        Client subscriber = subscriber().connected(back());
        subscriber.subscribe("t", 1);
        Client publisher = publisher().connected();
        for (int i = 1; i <= 5; i++) {
            publisher.publish("t", "" + i, 1);
        }
        List<Publish> first = subscriber.takeMessages();
        subscriber.send(new PubAck(first.get(1).packetId(), ReasonCode.SUCCESS));
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);

        Client again = subscriber().connected(back());
        List<Publish> second = again.takeMessages();
        assertThat(second).extracting(Client::text).containsExactly("1", "3", "4", "5");
        assertThat(second).allMatch(Publish::dup);
        assertThat(second)
                .extracting(Publish::packetId)
                .containsExactly(
                        first.get(0).packetId(),
                        first.get(2).packetId(),
                        first.get(3).packetId(),
                        first.get(4).packetId());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aQos2MessageOnItsWayToTheClientIsFinishedNotRepeated(int shards) { // MQTT 5.0 §4.3.3
        shards(shards);
        Client subscriber = subscriber().connected(back());
        subscriber.subscribe("t", 2);
        Client publisher = publisher().connected();
        publisher.publish("t", "received", 2);
        publisher.publish("t", "not received", 2);
        publisher.publish("t", "released", 2);
        List<Publish> first = subscriber.takeMessages();
        subscriber.send(new PubRec(first.get(0).packetId(), ReasonCode.SUCCESS));
        subscriber.take(PubRel.class);
        subscriber.send(new PubRec(first.get(2).packetId(), ReasonCode.SUCCESS));
        subscriber.take(PubRel.class);
        subscriber.send(new PubComp(first.get(2).packetId(), ReasonCode.SUCCESS));
        world = world.killed(A_MOMENT); // at once: nothing was saved but what had to be

        Client again = subscriber().connected(back());
        List<Publish> second = again.takeMessages();
        assertThat(second).extracting(Client::text).containsExactly("not received");
        assertThat(second.getFirst().packetId()).isEqualTo(first.get(1).packetId());
        assertThat(second.getFirst().dup()).isTrue();
        assertThat(List.of(
                        again.take(PubRel.class).packetId(),
                        again.take(PubRel.class).packetId()))
                .containsExactlyInAnyOrder(first.get(0).packetId(), first.get(2).packetId());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aQos2MessageFromTheClientIsTakenOnce(int shards) { // [MQTT-4.3.3-10]
        shards(shards);
        subscriber().connected(back()).subscribe("t", 2);
        Client publisher = publisher().connected(back());
        publisher.send(Publishing.of("t", "once").qos(2).id(7).packet());
        publisher.take(PubRec.class);
        world = world.killed(A_MOMENT);

        Client again = publisher().connected(back());
        again.send(Publishing.of("t", "once").qos(2).id(7).again().packet());
        assertThat(again.take(PubRec.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        world = world.killed(A_MOMENT);
        again = publisher().connected(back());
        assertThat(again.release(7)).isEqualTo(ReasonCode.SUCCESS);
        again.send(Publishing.of("t", "another").qos(2).id(7).packet());
        again.take(PubRec.class);
        world = world.killed(A_MOMENT);

        assertThat(subscriber().acknowledging().connected(back()).takePayloads())
                .containsExactly("once", "another");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void subscriptionsKeepTheirOptionsAndEndedOnesStayEnded(int shards) {
        shards(shards);
        Client subscriber = subscriber().connected(back());
        subscriber.subscribe("kept", 1);
        subscriber.subscribe("ended", 1);
        subscriber.unsubscribe("ended");
        world = world.killed(A_MOMENT);

        Client publisher = publisher().connected();
        assertThat(publisher.publish("kept", "yes", 2)).isEqualTo(ReasonCode.SUCCESS);
        assertThat(publisher.publish("ended", "no", 1)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
        Client again = subscriber().acknowledging().connected(back());
        List<Publish> messages = again.takeMessages();
        assertThat(messages).extracting(Client::text).containsExactly("yes");
        assertThat(messages.getFirst().qos()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void retainedMessagesStayAndDeletedOnesStayDeleted(int shards) {
        shards(shards);
        Client publisher = publisher().connected();
        publisher.publish(Publishing.of("r/qos0", "zero").retained());
        publisher.publish(Publishing.of("r/qos1", "one").retained().qos(1));
        publisher.publish(Publishing.of("r/gone", "gone").retained().qos(1));
        publisher.publish(Publishing.of("r/gone", "").retained().qos(1));
        publisher.publish(Publishing.of("r/expired", "late").retained().qos(1).expiry(1));
        world = world.killed(Duration.ofSeconds(5));

        Client reader = world.client("reader").acknowledging().connected();
        reader.subscribe("r/#", 1);
        world.run();
        assertThat(reader.takePayloads()).containsExactlyInAnyOrder("zero", "one");
        assertThat(storage.entries('r')).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aDelayedWillIsPublishedWhenItsTimeComesAndNotIfTheClientIsBack(int shards) {
        shards(shards);
        subscriber().connected(back()).subscribe("will/#", 1);
        world.client("gone")
                .connected(back().with(Connecting.will("will/gone", "gone", 10)))
                .drop();
        world.client("returns")
                .connected(back().with(Connecting.will("will/returns", "returns", 10)))
                .drop();
        world.client("connected").connected(back().with(Connecting.will("will/connected", "connected", 10)));
        world = world.killed(Duration.ofSeconds(5));

        Client subscriber = subscriber().acknowledging().connected(back());
        world.passes(Duration.ofSeconds(1));
        world.client("returns").connected(back());
        assertThat(subscriber.takePayloads()).isEmpty();
        world.passes(Duration.ofSeconds(5));
        assertThat(subscriber.takePayloads()).containsExactly("gone");
        world.passes(Duration.ofSeconds(5));
        assertThat(subscriber.takePayloads()).containsExactly("connected");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aSessionEndsWhenItsTimeIsOverThoughTheProcessWasDown(int shards) {
        shards(shards);
        subscriber().connected(resuming().expiry(60)).subscribe("t", 1);
        subscriber().connected(resuming().expiry(60)).drop();
        world = world.killed(Duration.ofSeconds(30));
        assertThat(subscriber().connect(resuming().expiry(60)).sessionPresent()).isTrue();
        world = world.killed(Duration.ofSeconds(30)); // it was connected until then: its time begins anew
        assertThat(subscriber().connect(resuming().expiry(60)).sessionPresent()).isTrue();
        subscriber().connected(resuming().expiry(60)).drop();
        world = world.killed(Duration.ofSeconds(90));
        world.passes(A_MOMENT);
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
        assertThat(storage.entries()).as("nothing of it is left").isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aCleanStartForgetsEverything(int shards) { // [MQTT-3.1.2-4]
        shards(shards);
        subscriber().connected(back()).subscribe("t", 2);
        subscriber().connected(back()).drop();
        publisher().connected(back()).publish("t", "old", 2);
        world = world.killed(A_MOMENT);
        assertThat(subscriber().connect(Connecting.cleanly()).sessionPresent()).isFalse();
        assertThat(publisher().connect(Connecting.cleanly()).sessionPresent()).isFalse();
        world = world.killed(A_MOMENT);
        assertThat(subscriber().connect(back()).sessionPresent()).isFalse();
        assertThat(subscriber().connected(Connecting.cleanly()).takePayloads()).isEmpty();
        assertThat(storage.entries()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anOrderlyStopLosesNothingAndRepeatsNothing(int shards) {
        shards(shards);
        Client subscriber = subscriber().acknowledging().connected(back());
        subscriber.subscribe("t/+", 1);
        Client publisher = publisher().connected();
        for (int i = 1; i <= 50; i++) {
            publisher.publish("t/" + i % 5, "" + i, 1);
        }
        assertThat(subscriber.takePayloads()).hasSize(50);
        world = world.stopped(A_MOMENT);
        assertThat(subscriber().acknowledging().connected(back()).takePayloads())
                .isEmpty();
    }
}
