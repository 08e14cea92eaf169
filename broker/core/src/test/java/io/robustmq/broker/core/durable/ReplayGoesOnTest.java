package io.robustmq.broker.core.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** History is read as fast as its reader can, whose client goes away, whose broker dies: it goes on where it was. */
class ReplayGoesOnTest extends Replaying {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aSlowReaderIsReadToPageByPageAndMissesNothing(int qos) {
        Client publisher = publisher();
        publishMany(publisher, 1, 3000, 1000);
        Client reader = reader().connected();
        reader.stopsReading();
        reader.write(from(reader, "earliest", request("d/#", qos)));
        world.run();
        publishMany(publisher, 3001, 4000, 1000);
        assertThat(world.count(c -> c.queuedMessages)).isLessThan(1000);
        assertThat(reader.mostPending()).isLessThan(512 * 1024);
        reader.readsOn();
        assertThat(reader.takeMessages()).extracting(ReplayTest::number).containsExactlyElementsOf(numbers(1, 4000));
        assertThat(world.count(c -> c.queuedMessages)).isZero();
        assertThat(world.dropped(Drop.SLOW_CONSUMER)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 4", "2, 4"})
    void aStoredSessionGoesOnWhereItWasWhenItsClientIsBack(int qos, int shards) {
        shards(shards);
        List<Publish> messages = new ArrayList<>();
        messages.addAll(inTheMiddle(qos, 20));
        assertThat(messages).isNotEmpty().hasSizeLessThan(500);
        messages.addAll(reader().connected(back()).takeMessages());
        assertThat(messages.stream().map(ReplayTest::number).distinct())
                .containsExactlyInAnyOrderElementsOf(numbers(1, 1100));
    }

    @Test
    void atQos0OnlyWhatWasOnTheWireIsLostWhenAClientGoes() {
        List<Publish> first = inTheMiddle(0, 1000);
        assertThat(first).isNotEmpty().hasSizeLessThan(500);
        List<Publish> second = reader().connected(back()).takeMessages();
        int next = Integer.parseInt(number(second.getFirst()));
        assertThat(second).extracting(ReplayTest::number).containsExactlyElementsOf(numbers(next, 1100));
        assertThat(next).isLessThan(first.size() + 200);
    }

    /** A thousand messages, a session that replays them and loses its client early on, and a hundred more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aReplaySurvivesARestartInTheMiddle(int shards) {
        shards(shards);
        Client publisher = publisher();
        for (int i = 1; i <= 500; i++) {
            publisher.publish("d/" + i % 5, "" + i, 2);
        }
        Client reader = world.client("reader").connected(back().receiveMaximum(20));
        reader.subscribe("d/0", 1);
        replay(reader, "earliest", request("d/#", 1));
        List<Publish> first = reader.takeMessages();
        assertThat(first).hasSize(20);
        for (Publish message : first.subList(0, 15)) {
            reader.send(new PubAck(message.packetId(), ReasonCode.SUCCESS));
        }
        first = new ArrayList<>(first.subList(0, 15));
        List<Publish> unacknowledged = reader.takeMessages();
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);

        Client again = reader().connected(back());
        List<Publish> second = again.takeMessages();
        List<String> both = new ArrayList<>(first.stream().map(Client::text).toList());
        both.addAll(second.stream().map(Client::text).toList());
        assertThat(both).containsExactlyInAnyOrderElementsOf(numbers(1, 500));
        assertThat(second.stream().filter(Publish::dup)).hasSize(20);
        assertThat(unacknowledged).hasSize(15);
        assertThat(second).allMatch(message -> !property(message, "offset").equals("none"));
        publisher().publish("d/1", "live", 1);
        assertThat(again.takePayloads()).containsExactly("live");
    }

    @Test
    void aQos2MessageOfAReplayIsFinishedNotRepeated() { // MQTT 5.0 §4.3.3
        publish(publisher(), 1, 3, 2);
        Client reader = world.client("reader").connected(back());
        replay(reader, "earliest", request("d/#", 2));
        List<Publish> first = reader.takeMessages();
        assertThat(first).hasSize(3);
        reader.send(new PubRec(first.getFirst().packetId(), ReasonCode.SUCCESS));
        reader.take(PubRel.class);
        world = world.killed(A_MOMENT); // at once: nothing was saved but what had to be

        Client again = reader().connected(back());
        List<Publish> second = again.takeMessages();
        assertThat(second).extracting(Client::text).containsExactly("2", "3");
        assertThat(second).allMatch(Publish::dup);
        assertThat(second).extracting(message -> property(message, "offset")).containsExactly("1", "2");
        assertThat(again.take(PubRel.class).packetId())
                .isEqualTo(first.getFirst().packetId());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aQos2MessageOfAReplayThatIsOverIsNotRepeated(boolean saved) { // MQTT 5.0 §4.3.3
        publish(publisher(), 1, 300, 2);
        Client reader = reader().connected(back());
        replay(reader, "earliest", request("d/#", 2));
        assertThat(reader.takePayloads()).containsExactlyElementsOf(numbers(1, 300));
        if (saved) {
            world.passes(A_MOMENT);
            assertThat(storage.entries('o')).isZero();
        }
        world = world.killed(A_MOMENT);
        Client again = reader().connected(back());
        publish(publisher(), 301, 301, 2);
        assertThat(again.takePayloads()).containsExactly("301");
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).isZero();
    }

    @Test
    void whatAReplayHasFinishedIsNotForgottenBeforeItsPositionIsKept() {
        publish(publisher(), 1, 5, 2);
        Client reader = reader().connected(back());
        replay(reader, "earliest", request("d/#", 2));
        storage.failsWithEntriesOf('h');
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).isEqualTo(5);
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).isZero();
        world = world.killed(A_MOMENT);
        reader.takePayloads();
        assertThat(reader().connected(back()).takePayloads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMessageThatIsRepeatedInDoubtComesToAReplayOnce(boolean wasWritten) { // MQTT 5.0 §4.3.3
        Client clean = world.client("clean").acknowledging().connected();
        Client kept = world.client("kept").acknowledging().connected(back());
        Client passing = world.client("passing").connected(back());
        passing.subscribe("d/t", 0);
        replay(clean, "earliest", ALL);
        replay(kept, "earliest", ALL);
        Client sender = world.client("sender").connected(back());
        if (wasWritten) {
            storage.doubts();
        } else {
            storage.fails(StorageException.Kind.UNAVAILABLE);
        }
        sender.send(Publishing.of("d/t", "x").qos(2).id(2).packet());
        assertThat(sender.dismissal()).isEqualTo(ReasonCode.SERVER_BUSY);
        storage.fails(null);
        sender.connected(back())
                .send(Publishing.of("d/t", "x").qos(2).id(2).again().packet());
        assertThat(sender.take(PubRec.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        world.passes(A_MOMENT);
        assertThat(storage.records()).isEqualTo(1);
        for (Client each : List.of(clean, kept, passing)) {
            assertThat(each.takePayloads()).as(each.id()).containsExactly("x");
        }
    }
}
