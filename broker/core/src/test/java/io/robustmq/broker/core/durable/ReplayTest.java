package io.robustmq.broker.core.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubAck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A subscriber asks for the history of durable topics: it comes first, and what is live follows without a seam. */
class ReplayTest extends Replaying {
    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, false", "0, true", "1, true", "2, true"})
    void historyComesFirstThenWhatIsLive(int qos, boolean stored) {
        Client publisher = publisher();
        publish(publisher, 1, 1000, 2);
        Client reader = reader().connected(stored ? back() : Connecting.cleanly());
        assertThat(replay(reader, "earliest", request("d/#", qos)).reasons()).containsExactly(ReasonCode.granted(qos));
        publish(publisher, 1001, 1100, 1);
        List<Publish> messages = reader.takeMessages();
        assertThat(messages).extracting(Client::text).containsExactlyElementsOf(numbers(1, 1100));
        assertThat(messages.subList(0, 1000)).allMatch(message -> message.qos() == qos);
        assertThat(messages.subList(1000, 1100)).allMatch(message -> message.qos() == Math.min(qos, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void nothingIsLostOrDoubledAtTheSeamHoweverTheLanesRun(long seed) {
        storage = new FakeStorage(2);
        world = new Setup().storage(storage).durable("d/#").lanes(4).seed(seed).start();
        Client publisher = publisher();
        Client clean = world.client("clean").acknowledging().connected();
        Client kept = world.client("kept").acknowledging().connected(back());
        Client qos0 = world.client("qos 0").connected();
        int written = 0;
        for (int i = 1; i <= 600; i++) {
            publisher.write(Publishing.of("d/" + i % 3, "" + i).qos(i % 3).id(i).packet());
            if (i == 300) {
                clean.write(from(clean, "earliest", ALL));
                kept.write(from(kept, "earliest", ALL));
                qos0.write(from(qos0, "earliest", request("d/#", 0)));
            }
            for (; written < i * 4; written++) {
                world.step();
            }
        }
        world.run();
        for (Client each : List.of(clean, kept, qos0)) {
            List<Publish> messages = each.takeMessages();
            assertThat(messages)
                    .extracting(Client::text)
                    .as(each.id())
                    .containsExactlyInAnyOrderElementsOf(numbers(1, 600));
            for (int topic = 0; topic < 3; topic++) {
                String name = "d/" + topic;
                assertThat(messages.stream()
                                .filter(message -> each.topicOf(message).equals(name)))
                        .extracting(message -> Integer.parseInt(Client.text(message)))
                        .isSorted();
            }
        }
    }

    @Test
    void historyBeginsAtAnOffset() {
        publish(publisher(), 0, 9, 1);
        Client reader = reader().connected();
        replay(reader, "7", ALL);
        assertThat(reader.takePayloads()).containsExactly("7", "8", "9");
    }

    @Test
    void anOffsetThatIsNotYetThereIsWaitedFor() {
        Client publisher = publisher();
        publish(publisher, 0, 4, 1);
        Client reader = reader().connected();
        replay(reader, "7", ALL);
        publish(publisher, 5, 9, 1);
        assertThat(reader.takePayloads()).containsExactly("7", "8", "9");
    }

    @Test
    void historyBeginsAtATime() {
        Client publisher = publisher();
        publisher.publish("d/t", "before", 1);
        world.passes(Duration.ofMinutes(1));
        long then = world.wallMillis();
        publisher.publish("d/t", "after", 1);
        Client iso = world.client("iso").acknowledging().connected();
        replay(iso, Instant.ofEpochMilli(then).toString(), ALL);
        Client millis = world.client("millis").acknowledging().connected(back());
        replay(millis, then + "ms", ALL);
        Client future = world.client("future").acknowledging().connected();
        replay(future, "2100-01-01T00:00:00Z", ALL);
        publisher.publish("d/t", "live", 1);
        assertThat(iso.takePayloads()).containsExactly("after", "live");
        assertThat(millis.takePayloads()).containsExactly("after", "live");
        assertThat(future.takePayloads())
                .as("the time is looked up once; from there on all is new")
                .containsExactly("live");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "latest", "-1", "1.5", "99999999999999999999", "2026-01-31", "ms", "9223372036854775807"})
    void aWishThatIsNoneIsRefusedAndSaysWhy(String from) {
        Client reader = reader().connected();
        SubAck answer = replay(reader, from, ALL, request("$share/g/d/#", 1));
        assertThat(answer.reasons())
                .as("shared subscriptions have no history to ask for")
                .containsExactly(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.granted(1));
        assertThat(answer.properties().reasonString()).contains("from");
    }

    @Test
    void aServerThatKeepsNoHistorySaysSo() {
        world = new Setup().start();
        Client reader = reader().connected();
        SubAck answer = replay(reader, "earliest", ALL);
        assertThat(answer.reasons()).containsExactly(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
        assertThat(answer.properties().reasonString()).contains("history");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void everyMessageOfAReplayTellsWhereItStands(int shards) {
        shards(shards);
        Client publisher = publisher();
        publisher.publish(Publishing.of("d/t", "history").qos(1).property("mine", "too"));
        Client reader = reader().connected(back());
        Client plain = world.client("plain").acknowledging().connected();
        replay(reader, "earliest", ALL);
        plain.subscribe("d/#", 1);
        publisher.publish("d/t", "live", 1);
        List<Publish> messages = reader.takeMessages();
        assertThat(messages).extracting(message -> property(message, "offset")).containsExactly("0", "1");
        assertThat(property(messages.getFirst(), "mine")).isEqualTo("too");
        assertThat(messages).allMatch(message -> property(message, "shard").equals("none") == (shards == 1));
        assertThat(plain.takeMessages()).singleElement().satisfies(message -> assertThat(
                        message.properties().userProperties())
                .isEmpty());
    }

    @Test
    void otherSubscriptionsOfTheSessionDoNotGetOldMessagesAndDoNotWait() {
        Client publisher = publisher();
        Client reader = world.client("reader").connected(back().receiveMaximum(5));
        reader.subscribe("d/plain", 1);
        publisher.publish("d/plain", "plain 1", 1);
        publisher.publish("d/t", "history", 0);
        reader.acknowledging();
        reader.takeMessages().forEach(message -> reader.send(new PubAck(message.packetId(), ReasonCode.SUCCESS)));
        replay(reader, "earliest", request("d/t", 1));
        publisher.publish("d/plain", "plain 2", 1);
        assertThat(reader.takePayloads()).containsExactly("history", "plain 2");
    }

    @Test
    void aMessageComesOnceForItsReplayAndOnceForAllOtherSubscriptions() {
        Client publisher = publisher();
        Client reader = reader().connected(back());
        replay(reader, "earliest", request("d/t", 1));
        reader.subscribe("d/+", 1);
        reader.subscribe("d/#", 1);
        publisher.publish("d/t", "x", 1);
        assertThat(reader.takeMessages())
                .extracting(message -> property(message, "offset"))
                .containsExactlyInAnyOrder("0", "none");
    }

    @Test
    void aSubscriptionToHistoryGetsNoRetainedMessages() {
        Client publisher = publisher();
        publisher.publish(Publishing.of("d/t", "1").qos(1).retained());
        publisher.publish(Publishing.of("d/t", "2").qos(0).retained());
        Client reader = reader().connected();
        replay(reader, "earliest", ALL);
        world.run();
        List<Publish> messages = reader.takeMessages();
        assertThat(messages).extracting(Client::text).containsExactly("1", "2");
        assertThat(messages).noneMatch(Publish::retain);
    }

    @Test
    void whatHasExpiredIsNotSent() {
        Client publisher = publisher();
        publisher.publish(Publishing.of("d/t", "short").qos(1).expiry(5));
        publisher.publish(Publishing.of("d/t", "long").qos(1).expiry(50));
        world.passes(Duration.ofSeconds(10));
        Client reader = reader().connected();
        replay(reader, "earliest", ALL);
        assertThat(reader.takePayloads()).containsExactly("long");
        assertThat(world.dropped(Drop.EXPIRED)).isEqualTo(1);
    }
}
