package io.robustmq.broker.core.session;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client that comes back gets first what was not settled, then what waited, all in the old order. */
class ResumeTest {
    private final World world = new Setup().start();
    private final Client publisher = world.client("publisher").connected();
    private final Client subscriber = world.client("subscriber");

    private static Connecting back() {
        return resuming().expiry(3600);
    }

    @Test
    void unacknowledgedMessagesComeAgainInOrderWithDup() { // [MQTT-4.4.0-1] [MQTT-4.6.0-1] [MQTT-3.3.1-1]
        subscriber.connected(back()).subscribe("t", 2);
        publish(1, 3, 1);
        publish(4, 6, 2);
        List<Publish> first = subscriber.takeMessages();
        subscriber.send(new PubAck(first.get(1).packetId(), ReasonCode.SUCCESS));
        subscriber.drop();

        subscriber.connected(back());
        List<Publish> second = subscriber.takeMessages();
        assertThat(second).extracting(Client::text).containsExactly("1", "3", "4", "5", "6");
        assertThat(second).allMatch(Publish::dup);
        assertThat(second)
                .extracting(Publish::packetId)
                .containsExactlyElementsOf(List.of(
                        first.get(0).packetId(),
                        first.get(2).packetId(),
                        first.get(3).packetId(),
                        first.get(4).packetId(),
                        first.get(5).packetId()));
        assertThat(world.count(c -> c.retransmissions)).isEqualTo(5);
    }

    @Test
    void theServersReceiveMaximumCountsFromZeroOnEachConnection() { // MQTT 5.0 §4.9
        World narrow = new Setup().receiveMaximum(2).start();
        Client sender = narrow.client("sender").connected(back());
        for (int id = 1; id <= 4; id++) {
            sender.send(Publishing.of("t", "x").qos(2).id(id).packet());
            assertThat(sender.take(PubRec.class).packetId()).isEqualTo(id);
            if (id == 2) {
                sender.drop();
                sender.connected(back());
            }
        }
        sender.send(Publishing.of("t", "one too many").qos(2).id(5).packet());
        assertThat(sender.dismissal()).isEqualTo(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
        assertThat(narrow.count(c -> c.rejectedBecause(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED)))
                .isEqualTo(1);
    }

    @Test
    void whatWaitedFollowsWhatWasInFlight() {
        subscriber.connected(back().receiveMaximum(2)).subscribe("t", 1);
        publish(1, 4, 1);
        subscriber.drop();
        publish(5, 6, 1);

        subscriber.acknowledging().connected(back());
        List<Publish> messages = subscriber.takeMessages();
        assertThat(messages).extracting(Client::text).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(messages).extracting(Publish::dup).containsExactly(true, true, false, false, false, false);
    }

    @Test
    void aReceivedQos2MessageIsReleasedAgainAndNotSentAgain() { // [MQTT-4.3.3-6] [MQTT-4.4.0-1]
        subscriber.connected(back()).subscribe("t", 2);
        publish(1, 2, 2);
        int id = subscriber.take(Publish.class).packetId();
        subscriber.send(new PubRec(id, ReasonCode.SUCCESS));
        subscriber.drop();

        subscriber.connected(back());
        List<Packet> again = subscriber.takeAll();
        assertThat(again.get(0)).isEqualTo(new PubRel(id, ReasonCode.SUCCESS));
        assertThat(again.get(1)).isInstanceOfSatisfying(Publish.class, p -> assertThat(Client.text(p))
                .isEqualTo("2"));
        subscriber.send(new PubComp(id, ReasonCode.SUCCESS));
        assertThat(world.count(c -> c.inflight)).isOne();
    }

    @Test
    void aSmallerReceiveMaximumIsKeptWhenMoreWasInFlight() { // [MQTT-3.3.4-9]
        subscriber.connected(back().receiveMaximum(10)).subscribe("t", 2);
        publish(1, 5, 1);
        publish(6, 10, 2);
        subscriber.drop();
        publish(11, 12, 1);

        subscriber.connected(back().receiveMaximum(3));
        assertThat(subscriber.inFlight()).isEqualTo(3);
        subscriber.acknowledging();
        for (Publish message : subscriber.takeMessages()) {
            subscriber.send(new PubAck(message.packetId(), ReasonCode.SUCCESS));
        }
        assertThat(subscriber.takePayloads()).containsExactly("4", "5", "6", "7", "8", "9", "10", "11", "12");
        assertThat(subscriber.mostInFlight()).isEqualTo(3);
        assertThat(world.count(c -> c.inflight)).isZero();
    }

    @Test
    void aSessionIsPresentOnlyWhenItWasKept() { // [MQTT-3.2.2-2] [MQTT-3.2.2-3]
        assertThat(subscriber.connect(back()).sessionPresent()).isFalse();
        subscriber.drop();
        assertThat(subscriber.connect(back()).sessionPresent()).isTrue();
        subscriber.drop();
        assertThat(subscriber.connect(cleanly().expiry(60)).sessionPresent()).isFalse(); // [MQTT-3.1.2-4]
        subscriber.drop();
        assertThat(subscriber.connect(resuming()).sessionPresent()).isTrue(); // [MQTT-3.1.2-5]
        subscriber.drop();
        assertThat(subscriber.connect(resuming()).sessionPresent()).isFalse(); // [MQTT-3.1.2-6]
    }

    @Test
    void aCleanStartForgetsSubscriptionsMessagesAndPacketIds() { // [MQTT-3.1.2-4]
        subscriber.connected(back()).subscribe("t", 2);
        subscriber.send(Publishing.of("t", "mine").qos(2).id(9).packet());
        publish(1, 3, 2);
        subscriber.drop();
        subscriber.connected(cleanly());
        assertThat(subscriber.takeAll()).isEmpty();
        publish(4, 4, 2);
        assertThat(subscriber.takePayloads()).isEmpty();
        assertThat(subscriber.release(9)).isEqualTo(ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
        assertThat(world.count(c -> c.inflight)).isZero();
    }

    @Test
    void qos2IdsFromTheClientOutliveItsConnection() { // [MQTT-4.3.3-10]
        subscriber.connected().subscribe("t", 0);
        Client sender = world.client("sender").connected(back());
        sender.send(Publishing.of("t", "once").qos(2).id(5).packet());
        sender.drop();
        sender.connected(back());
        sender.send(Publishing.of("t", "once").qos(2).id(5).again().packet());
        assertThat(sender.take(PubRec.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(sender.release(5)).isEqualTo(ReasonCode.SUCCESS);
        assertThat(subscriber.takePayloads()).containsExactly("once");
        sender.publish(Publishing.of("t", "new").qos(2).id(5)); // [MQTT-4.3.3-12]
        assertThat(subscriber.takePayloads()).containsExactly("new");
    }

    @Test
    void beforeVersion5ASessionWithoutCleanSessionIsKept() { // [MQTT3-3.1.2-4] [MQTT3-3.2.2-2]
        subscriber.speaks(ProtocolVersion.V3_1_1).connected(resuming()).subscribe("t", 1);
        subscriber.disconnect();
        publish(1, 2, 1);
        assertThat(subscriber.connect(resuming()).sessionPresent()).isTrue();
        assertThat(subscriber.takePayloads()).containsExactly("1", "2");
    }

    @Test
    void aMessageThatIsTooLargeForTheClientThatComesBackIsSettled() { // [MQTT-3.1.2-25]
        subscriber.connected(back().receiveMaximum(2)).subscribe("t", 1);
        publisher.publish("t", "x".repeat(500), 1);
        publish(2, 3, 1);
        subscriber.drop();
        subscriber.acknowledging().connected(back().maximumPacketSize(100));
        assertThat(subscriber.takePayloads()).containsExactly("2", "3");
        assertThat(world.dropped(Drop.TOO_LARGE)).isOne();
        assertThat(world.count(c -> c.inflight)).isZero();
    }

    @Test
    void acknowledgementsOfTheLastConnectionAreTakenBeforeTheMessageIsSentAgain() {
        subscriber.connected(back().receiveMaximum(10)).subscribe("t", 2);
        publish(1, 6, 2);
        List<Publish> first = subscriber.takeMessages();
        subscriber.drop();
        subscriber.connected(back().receiveMaximum(1));
        subscriber.take(Publish.class);
        subscriber.send(new PubRec(first.get(3).packetId(), ReasonCode.SUCCESS));
        subscriber.send(new PubRec(first.get(4).packetId(), ReasonCode.QUOTA_EXCEEDED));
        subscriber.acknowledging().send(new PubRec(first.get(0).packetId(), ReasonCode.SUCCESS));
        assertThat(subscriber.takePayloads()).containsExactly("2", "3", "6");
        subscriber.send(new PubComp(first.get(3).packetId(), ReasonCode.SUCCESS));
        assertThat(world.count(c -> c.inflight)).isZero();
    }

    @Test
    void aSlowSocketIsNotFloodedOnResume() {
        subscriber.connected(back()).subscribe("t", 1);
        String large = "x".repeat(10_000);
        IntStream.range(0, 100).forEach(i -> publisher.publish("t", large, 1));
        subscriber.drop();
        subscriber.acknowledging().begin(back());
        subscriber.stopsReading();
        world.run();
        assertThat(subscriber.mostPending()).isLessThan(200_000);
        subscriber.readsOn();
        assertThat(subscriber.takeMessages()).hasSize(100);
    }

    private void publish(int from, int to, int qos) {
        IntStream.rangeClosed(from, to).forEach(i -> publisher.publish("t", "" + i, qos));
    }
}
