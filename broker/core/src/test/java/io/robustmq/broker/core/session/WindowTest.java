package io.robustmq.broker.core.session;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in flight to a client: never more than it takes, and packet ids that are free when they are used again. */
class WindowTest {
    private final World world = new Setup().start();
    private final Client publisher = world.client("publisher").connected();
    private final Client subscriber = world.client("subscriber");

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void neverMoreThanTheReceiveMaximumIsInFlight(int qos) { // [MQTT-3.3.4-9] [MQTT-4.9.0-1]
        subscriber.connected(cleanly().receiveMaximum(5)).subscribe("t", 2);
        publish(1, 20, qos);
        assertThat(subscriber.inFlight()).isEqualTo(5);
        assertThat(world.count(c -> c.queuedMessages)).isEqualTo(15);

        subscriber.acknowledging();
        answerAll(subscriber.takeMessages());
        assertThat(subscriber.takePayloads()).isEqualTo(numbers(6, 20));
        assertThat(subscriber.mostInFlight()).isEqualTo(5);
        assertThat(world.count(c -> c.inflight)).isZero();
    }

    @Test
    void qos0IsSentWhileTheWindowIsFull() { // [MQTT-4.9.0-2]
        subscriber.connected(cleanly().receiveMaximum(1)).subscribe("t", 2);
        publish(1, 2, 1);
        publisher.publish("t", "at most once", 0);
        assertThat(subscriber.takePayloads()).containsExactly("1", "at most once");
    }

    @Test
    void whatComesAfterIsTakenWhileTheWindowIsFull() { // [MQTT-4.9.0-3]
        subscriber.connected(cleanly().receiveMaximum(1)).subscribe("t", 1);
        publish(1, 2, 1);
        subscriber.pingIsAnswered();
        assertThat(subscriber.publish("elsewhere", "x", 1)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    }

    @Test
    void acknowledgementsMayComeInAnyOrder() {
        subscriber.connected(cleanly().receiveMaximum(4)).subscribe("t", 1);
        publish(1, 8, 1);
        List<Publish> first = subscriber.takeMessages();
        for (int i : new int[] {2, 0, 3, 1}) {
            subscriber.send(new PubAck(first.get(i).packetId(), ReasonCode.SUCCESS));
        }
        assertThat(subscriber.takePayloads()).containsExactly("5", "6", "7", "8");
    }

    @Test
    void pubRecFreesNoRoomUntilPubComp() {
        subscriber.connected(cleanly().receiveMaximum(1)).subscribe("t", 2);
        publish(1, 2, 2);
        int id = subscriber.take(Publish.class).packetId();
        subscriber.send(new PubRec(id, ReasonCode.SUCCESS));
        assertThat(subscriber.take(PubRel.class).packetId()).isEqualTo(id); // [MQTT-4.3.3-4]
        assertThat(subscriber.takePayloads()).isEmpty();
        subscriber.send(new PubComp(id, ReasonCode.SUCCESS));
        assertThat(subscriber.takePayloads()).containsExactly("2");
    }

    @Test
    void aRefusalByPubRecFreesRoomAndIsNotReleased() {
        subscriber.connected(cleanly().receiveMaximum(1)).subscribe("t", 2);
        publish(1, 2, 2);
        subscriber.send(new PubRec(subscriber.take(Publish.class).packetId(), ReasonCode.QUOTA_EXCEEDED));
        assertThat(subscriber.takePayloads()).containsExactly("2");
        assertThat(subscriber.takeAll()).isEmpty();
    }

    @Test
    void anUnknownPubRecIsReleasedAsNotFound() {
        subscriber.connected().send(new PubRec(7, ReasonCode.SUCCESS));
        assertThat(subscriber.take(PubRel.class)).isEqualTo(new PubRel(7, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
    }

    @Test
    void aPubrecThatRefusesAMessageNobodyKnowsIsNotAnswered() { // MQTT 5.0 §3.5.2.1, §4.3.3
        subscriber.connected().send(new PubRec(7, ReasonCode.QUOTA_EXCEEDED));
        assertThat(subscriber.takeAll()).isEmpty();
        subscriber.pingIsAnswered();
    }

    @Test
    void unknownAcknowledgementsDoNoHarm() {
        subscriber.connected().send(new PubAck(7, ReasonCode.SUCCESS), new PubComp(8, ReasonCode.SUCCESS));
        subscriber.pingIsAnswered();
    }

    @Test
    void anAcknowledgementOfTheOtherQosIsAProtocolError() {
        subscriber.connected().subscribe("t", 2);
        publish(1, 1, 2);
        subscriber.send(new PubAck(subscriber.take(Publish.class).packetId(), ReasonCode.SUCCESS));
        assertThat(subscriber.dismissal()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    /** The client checks that no id is used twice at a time. */
    @Test
    void packetIdsGoRoundWithoutMeetingAStraggler() { // [MQTT-2.2.1-4]
        subscriber.connected(cleanly().receiveMaximum(100)).subscribe("t", 1);
        publish(1, 1, 1);
        int straggler = subscriber.take(Publish.class).packetId();
        subscriber.acknowledging();
        for (int round = 0; round < 210; round++) {
            for (int i = 0; i < 1_000; i++) {
                publisher.write(publication("t", 1, i));
            }
            world.run();
            assertThat(publisher.takeAll()).hasSize(1_000);
            assertThat(subscriber.takeMessages()).hasSize(1_000).noneMatch(m -> m.packetId() == straggler);
        }
        subscriber.send(new PubAck(straggler, ReasonCode.SUCCESS));
        assertThat(world.count(c -> c.inflight)).isZero();
        assertThat(world.count(c -> c.messagesSent[1])).isEqualTo(210_001);
    }

    @Test
    void aWindowOf65535IsUsedToTheLastId() {
        subscriber.connected(resuming().expiry(60)).subscribe("t", 1);
        for (int i = 0; i < 65_600; i++) {
            publisher.write(publication("t", 1, i));
            if (i % 1_000 == 0) {
                world.run();
            }
        }
        world.run();
        assertThat(subscriber.inFlight()).isEqualTo(65_535);
        assertThat(subscriber.takeMessages()).extracting(Publish::packetId).doesNotHaveDuplicates();
        subscriber.drop();
        subscriber.acknowledging().connected(resuming().expiry(60));
        assertThat(subscriber.takePayloads().equals(numbers(0, 65_599))).isTrue();
    }

    @Test
    void ourOwnLimitCountsWhenTheClientTakesMore() {
        World narrow = new Setup().inflight(3).start();
        Client other = narrow.client("subscriber").connected();
        other.subscribe("t", 1);
        Client from = narrow.client("publisher").connected();
        IntStream.rangeClosed(1, 9).forEach(i -> from.publish("t", "" + i, 1));
        assertThat(other.takePayloads()).containsExactly("1", "2", "3");
    }

    private static Publish publication(String topic, int qos, int number) {
        return Publishing.of(topic, "" + number)
                .qos(qos)
                .id(1 + number % 60_000)
                .packet();
    }

    private void publish(int from, int to, int qos) {
        IntStream.rangeClosed(from, to).forEach(i -> publisher.publish("t", "" + i, qos));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private void answerAll(List<Publish> messages) {
        for (Publish message : messages) {
            subscriber.send(
                    message.qos() == 1
                            ? new PubAck(message.packetId(), ReasonCode.SUCCESS)
                            : new PubRec(message.packetId(), ReasonCode.SUCCESS));
        }
    }
}
