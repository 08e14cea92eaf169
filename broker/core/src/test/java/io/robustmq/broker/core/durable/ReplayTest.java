package io.robustmq.broker.core.durable;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import io.robustmq.broker.storage.spi.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A subscriber asks for the history of durable topics: it comes first, and what is live follows without a seam. */
class ReplayTest {
    private static final Duration A_MOMENT = Duration.ofSeconds(1);
    private static final SubscriptionRequest ALL = new SubscriptionRequest("d/#", 2, false, false, 0);

    private FakeStorage storage = new FakeStorage(1);
    private World world = new Setup().storage(storage).durable("d/#").start();

    private void shards(int count) {
        storage = new FakeStorage(count);
        world = new Setup().storage(storage).durable("d/#").start();
    }

    private static Connecting back() {
        return resuming().expiry(3600);
    }

    private Client publisher() {
        return world.client("publisher").connected();
    }

    private Client reader() {
        return world.client("reader").acknowledging();
    }

    private static Subscribe from(Client client, String from, SubscriptionRequest... requests) {
        return new Subscribe(client.nextId(), 0, List.of(new UserProperty("from", from)), List.of(requests));
    }

    private static SubAck replay(Client client, String from, SubscriptionRequest... requests) {
        client.send(from(client, from, requests));
        return client.take(SubAck.class);
    }

    private static SubscriptionRequest request(String filter, int qos) {
        return new SubscriptionRequest(filter, qos, false, false, 0);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private static void publish(Client publisher, int from, int to, int qos) {
        for (String number : numbers(from, to)) {
            publisher.publish("d/t", number, qos);
        }
    }

    private static String property(Publish message, String name) {
        return message.properties().userProperties().stream()
                .filter(property -> property.name().equals(name))
                .map(UserProperty::value)
                .findFirst()
                .orElse("none");
    }

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
    private List<Publish> inTheMiddle(int qos, int payloadBytes) {
        Client publisher = publisher();
        publishMany(publisher, 1, 1000, payloadBytes);
        Client reader = world.client("reader").connected(back().receiveMaximum(10));
        reader.acknowledging().stopsReading();
        reader.mayRead(100L * payloadBytes + 4000);
        reader.send(from(reader, "earliest", request("d/#", qos)));
        List<Publish> first = reader.takeMessages();
        reader.drop();
        publishMany(publisher, 1001, 1100, payloadBytes);
        return first;
    }

    private static void publishMany(Client publisher, int from, int to, int payloadBytes) {
        for (int i = from; i <= to; i++) {
            publisher.publish("d/" + i % 5, i + " " + "x".repeat(payloadBytes), 2);
        }
    }

    private static String number(Publish message) {
        String text = Client.text(message);
        return text.substring(0, text.indexOf(' '));
    }

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

    @Test
    void packetsBehindOneThatAsksForATimeWaitForIt() {
        Client reader = reader().connected(back());
        storage.halts(true);
        reader.write(from(reader, "2026-01-01T00:00:00Z", request("d/1", 1)));
        reader.write(new Unsubscribe(reader.nextId(), List.of(), List.of("d/1")));
        reader.write(from(reader, "2026-01-01T00:00:00Z", request("d/2", 1)));
        reader.write(from(reader, "earliest", request("d/3", 1)));
        world.run();
        storage.halts(false);
        world.run();
        assertThat(reader.take(UnsubAck.class).reasons()).containsExactly(ReasonCode.SUCCESS);
        publisher().publish("d/1", "1", 1);
        publisher().publish("d/2", "2", 1);
        publisher().publish("d/3", "3", 1);
        assertThat(reader.takePayloads()).containsExactly("2", "3");
    }

    @Test
    void whatIsLeftOfAnEndedReplayDoesNotCountForTheNextSubscription() {
        publish(publisher(), 1, 3, 1);
        Client reader = reader().connected(back());
        replay(reader, "earliest", ALL);
        assertThat(reader.takePayloads()).containsExactly("1", "2", "3");
        storage.failsWithEntriesOf('h');
        reader.send(new Unsubscribe(reader.nextId(), List.of(), List.of("d/#")));
        reader.dismissal();
        reader.connected(back());
        reader.subscribe("d/#", 1);
        assertThat(storage.entries('h')).as("could not be deleted").isEqualTo(1);
        storage.fails(null);
        world = world.killed(A_MOMENT);
        Client again = reader().connected(back());
        publish(publisher(), 4, 4, 1);
        List<Publish> messages = again.takeMessages();
        assertThat(messages).extracting(Client::text).containsExactly("4");
        assertThat(property(messages.getFirst(), "offset")).isEqualTo("none");
    }

    @Test
    void askingAgainBeginsAnewAndSubscribingWithoutAskingGoesOn() {
        publish(publisher(), 1, 3, 1);
        Client reader = reader().connected(back());
        replay(reader, "earliest", ALL);
        assertThat(reader.takePayloads()).containsExactly("1", "2", "3");
        replay(reader, "1", ALL);
        assertThat(reader.takePayloads()).containsExactly("2", "3");
        reader.subscribe("d/#", 1);
        publish(publisher(), 4, 4, 1);
        assertThat(reader.takePayloads()).containsExactly("4");
    }

    @Test
    void aSubscriptionThatIsThereMayAskForItsHistory() {
        Client publisher = publisher();
        publish(publisher, 1, 2, 1);
        Client reader = reader().connected(back());
        reader.subscribe("d/#", 1);
        publish(publisher, 3, 3, 1);
        assertThat(reader.takePayloads()).containsExactly("3");
        replay(reader, "earliest", ALL);
        publish(publisher, 4, 4, 1);
        assertThat(reader.takePayloads()).containsExactly("1", "2", "3", "4");
    }

    @Test
    void anEndedReplayDeliversNothingMoreAndLeavesNothing() {
        publish(publisher(), 1, 1000, 1);
        Client reader = world.client("reader").connected(back().receiveMaximum(3));
        replay(reader, "earliest", ALL);
        assertThat(reader.takeMessages()).hasSize(3);
        reader.unsubscribe("d/#");
        assertThat(world.count(c -> c.queuedMessages)).isZero();
        assertThat(storage.entries('h')).isZero();
        reader.drop();
        reader.acknowledging().connected(back());
        assertThat(reader.takePayloads()).as("what it was sent").containsExactly("1", "2", "3");
        publish(publisher(), 1001, 1001, 1);
        assertThat(reader.takePayloads()).isEmpty();
    }

    @Test
    void aSessionThatEndsInTheMiddleLeavesNothing() {
        publish(publisher(), 1, 1000, 1);
        for (Connecting how : List.of(back(), Connecting.cleanly())) {
            Client reader = world.client("reader").connected(how.receiveMaximum(3));
            replay(reader, "earliest", ALL);
            reader.drop();
            reader.connected(Connecting.cleanly()).disconnect();
        }
        world.client("publisher").connected().disconnect();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
        assertThat(storage.entries()).isZero();
    }

    @Test
    void readingIsTriedAgainWhenStorageWasAway() {
        publish(publisher(), 1, 3, 1);
        Client reader = reader().connected();
        storage.fails(StorageException.Kind.UNAVAILABLE);
        replay(reader, "earliest", ALL);
        assertThat(reader.takePayloads()).isEmpty();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(reader.takePayloads()).containsExactly("1", "2", "3");
    }
}
