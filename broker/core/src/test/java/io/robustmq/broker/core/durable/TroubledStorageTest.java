package io.robustmq.broker.core.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage fails for a while, is slow, or does not know what it has done: what was promised to publishers holds all the same. */
class TroubledStorageTest extends Trouble {
    // ---- messages that come in

    @Test
    void aRepeatedQos2MessageIsNotAcknowledgedIfTheFirstWasNotWritten() {
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("t", 2);
        Client sender = client("sender").connected(back());
        storage.halts(true);
        sender.send(Publishing.of("t", "x").qos(2).id(1).packet());
        sender.drop();
        sender.begin(back());
        world.run();
        sender.takeAll();
        sender.send(Publishing.of("t", "x").qos(2).id(1).again().packet());
        storage.failsOnce(StorageException.Kind.FULL);
        storage.halts(false);
        world.run();
        assertThat(sender.dismissal()).as("it is to come again").isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        sender.connected(back())
                .send(Publishing.of("t", "x").qos(2).id(1).again().packet());
        sender.take(PubRec.class);
        assertThat(subscriber.takePayloads()).containsExactly("x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aQos2MessageIsTakenOnceThoughNobodyKnewWhetherItWasWritten(boolean wasWritten) { // MQTT 5.0 §4.3.3
        Client lasting = client("lasting").acknowledging().connected(back());
        lasting.subscribe("t", 2);
        Client passing = client("passing").acknowledging().connected();
        passing.subscribe("t", 2);
        Client sharing = client("sharing").acknowledging().connected();
        sharing.subscribe("$share/passing/t", 2);
        Client member = client("member").acknowledging().connected(back());
        member.subscribe("$share/lasting/t", 2);
        Client sender = client("sender").connected(back());
        sender.send(Publishing.of("t", "before").qos(2).id(1).packet());
        sender.take(PubRec.class);
        if (wasWritten) {
            storage.doubts();
        } else {
            storage.fails(StorageException.Kind.UNAVAILABLE);
        }
        sender.send(Publishing.of("t", "x").qos(2).id(2).packet());
        assertThat(sender.dismissal()).isEqualTo(ReasonCode.SERVER_BUSY);
        if (!wasWritten) {
            sender.connected(back())
                    .send(Publishing.of("t", "x").qos(2).id(2).again().packet());
            assertThat(sender.dismissal()).isEqualTo(ReasonCode.SERVER_BUSY);
        }
        storage.fails(null);
        sender.connected(back())
                .send(Publishing.of("t", "x").qos(2).id(2).again().packet());
        assertThat(sender.take(PubRec.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        sender.send(Publishing.of("t", "x").qos(2).id(2).again().packet());
        assertThat(sender.take(PubRec.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(sender.release(2)).isEqualTo(ReasonCode.SUCCESS);
        sender.send(Publishing.of("t", "after").qos(2).id(2).packet());
        world.passes(A_MOMENT);

        assertThat(storage.records()).isEqualTo(3);
        for (Client each : List.of(lasting, passing, sharing, member)) {
            assertThat(each.takePayloads()).as("%s", each).containsExactly("before", "x", "after");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL", "UNAVAILABLE"})
    void nothingOvertakesAMessageThatStorageRefuses(StorageException.Kind how) { // [MQTT-4.6.0-5]
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("t", 1);
        Client sender = client("sender").speaks(ProtocolVersion.V3_1_1).connected(back());
        storage.halts(true);
        sender.send(Publishing.of("t", "1").qos(1).id(1).packet());
        sender.send(Publishing.of("t", "2").qos(1).id(2).packet());
        storage.failsOnce(how);
        sender.write(Publishing.of("t", "3").qos(1).id(3).packet());
        storage.does(1);
        world.turn(sender.lane(), 1); // which has not heard of the first
        storage.halts(false);
        world.run();
        assertThat(sender.isClosed()).isTrue();
        sender.connected(back());
        for (int i = 1; i <= 3; i++) {
            sender.send(Publishing.of("t", "" + i).qos(1).id(i).again().packet());
        }
        world.passes(A_MOMENT);
        assertThat(subscriber.takePayloads()).containsExactly("1", "2", "3");
    }

    @Test
    void aMessageInDoubtIsDeliveredOnceThoughItIsRepeatedTwice() {
        client("lasting").connected(back()).subscribe("t", 2);
        Client passing = client("passing").acknowledging().connected();
        passing.subscribe("t", 2);
        Client sender = client("sender").connected(back());
        storage.fails(StorageException.Kind.UNAVAILABLE);
        sender.send(Publishing.of("t", "x").qos(2).id(2).packet());
        storage.fails(null);
        storage.halts(true);
        for (int i = 0; i < 2; i++) {
            sender.begin(back());
            world.run();
            sender.send(Publishing.of("t", "x").qos(2).id(2).again().packet());
        }
        storage.halts(false);
        world.run();
        sender.take(PubRec.class);
        assertThat(passing.takePayloads()).containsExactly("x");
        assertThat(storage.records()).isEqualTo(1);
    }

    @Test
    void aRepeatedMessageInDoubtIsNotAcknowledgedIfItIsNotWrittenThen() {
        client("lasting").connected(back()).subscribe("t", 2);
        Client sender = client("sender").connected(back());
        storage.fails(StorageException.Kind.UNAVAILABLE);
        sender.send(Publishing.of("t", "x").qos(2).id(2).packet());
        storage.fails(null);
        storage.halts(true);
        for (int i = 0; i < 2; i++) {
            sender.begin(back());
            world.run();
            sender.send(Publishing.of("t", "x").qos(2).id(2).again().packet());
        }
        storage.failsWithEntriesOf('i');
        storage.halts(false);
        world.run();
        assertThat(sender.dismissal()).isEqualTo(ReasonCode.SERVER_BUSY);
        assertThat(storage.records()).isZero();
    }

    @Test
    void whatWasWrittenThoughStorageDidNotSayIsReadWhenTheNextMessageArrives() {
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("t", 1);
        Client sender = client("sender").connected(back());
        storage.doubts();
        sender.send(Publishing.of("t", "unsure").qos(1).id(1).packet());
        storage.fails(null);
        assertThat(subscriber.takePayloads()).isEmpty();
        client("other").connected().publish("t", "next", 1);
        assertThat(subscriber.takePayloads()).containsExactly("unsure", "next");
    }

    @Test
    void whatWasWrittenThoughStorageDidNotSayIsReadByWhoHasReadAPartOfIt() {
        shards(4); // so that some topics are in another shard than the sessions
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("#", 1);
        subscriber.drop();
        for (int i = 0; i < 8; i++) {
            unsure("t/" + i, 10 + i);
        }
        subscriber.connected(back());
        assertThat(subscriber.takePayloads()).as("read").hasSize(8);
        for (int i = 0; i < 8; i++) {
            unsure("t/" + i, 20 + i);
        }
        Client sender = client("sender").connected(back());
        for (int i = 0; i < 8; i++) {
            for (int id : List.of(10 + i, 20 + i)) {
                sender.send(
                        Publishing.of("t/" + i, "" + id).qos(2).id(id).again().packet());
                sender.take(PubRec.class);
            }
            client("other").connected().publish("t/" + i, "next", 1);
        }
        assertThat(subscriber.takePayloads())
                .filteredOn(payload -> !payload.equals("next"))
                .containsExactlyInAnyOrder("20", "21", "22", "23", "24", "25", "26", "27");
    }

    /** A message is written, but storage does not say so. */
    private void unsure(String topic, int id) {
        Client sender = client("sender").connected(back());
        storage.doubts();
        sender.send(Publishing.of(topic, "" + id).qos(2).id(id).packet());
        assertThat(sender.dismissal()).isEqualTo(ReasonCode.SERVER_BUSY);
        storage.fails(null);
    }

    // ---- retained messages

    private List<String> retained() {
        Client newcomer = client("newcomer").acknowledging().connected();
        newcomer.subscribe("t", 1);
        List<String> payloads = newcomer.takePayloads();
        newcomer.disconnect();
        return payloads;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRetainedMessageThatWasWrittenThoughStorageDidNotSaySoIsRetained(int qos) {
        client("publisher")
                .connected()
                .send(Publishing.of("t", "old").qos(1).id(1).retained().packet());
        Client sender = client("sender").connected(back());
        storage.doubts();
        sender.send(Publishing.of("t", "new").qos(qos).id(2).retained().packet());
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(retained()).containsExactly("new");
        world = world.killed(A_MOMENT);
        assertThat(retained()).as("as after a restart").containsExactly("new");
    }

    @Test
    void aRetainedMessageThatIsGoneThoughStorageDidNotSaySoIsGone() {
        Client sender = client("sender").connected(back());
        sender.send(Publishing.of("t", "old").qos(1).id(1).retained().packet());
        storage.doubts();
        sender.send(Publishing.of("t", "").qos(1).id(2).retained().packet());
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(retained()).isEmpty();
    }

    @Test
    void aRetainedMessageInDoubtDoesNotTakeThePlaceOfALaterOne() {
        Client sender = client("sender").connected(back());
        storage.doubts();
        sender.send(Publishing.of("t", "unsure").qos(2).id(2).retained().packet());
        storage.fails(null);
        client("other")
                .connected()
                .send(Publishing.of("t", "later").qos(1).id(1).retained().packet());
        sender.connected(back())
                .send(Publishing.of("t", "unsure")
                        .qos(2)
                        .id(2)
                        .retained()
                        .again()
                        .packet());
        sender.take(PubRec.class);
        world.passes(A_MOMENT);
        assertThat(retained()).containsExactly("later");
    }
}
