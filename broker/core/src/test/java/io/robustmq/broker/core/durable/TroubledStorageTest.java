package io.robustmq.broker.core.durable;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import io.robustmq.broker.mqtt.packet.Will;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage fails for a while, is slow, or does not know what it has done: what was promised holds all the same. */
class TroubledStorageTest {
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

    private Client client(String id) {
        return world.client(id);
    }

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
        storage.does(1);
        sender.write(Publishing.of("t", "3").qos(1).id(3).packet()); // the lane has not heard of it
        world.turn(sender.lane(), 1);
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

    // ---- sessions and subscriptions

    @Test
    void aSessionThatCouldNotBeKeptAtFirstIsKeptWithItsFirstSubscription() {
        storage.failsOnce(StorageException.Kind.FULL);
        client("subscriber").connected(back()).subscribe("t", 1);
        world = world.killed(A_MOMENT);
        assertThat(client("publisher").connected().publish("t", "x", 1)).isEqualTo(ReasonCode.SUCCESS);
        assertThat(client("subscriber").connect(back()).sessionPresent()).isTrue();
    }

    @Test
    void aSessionThatCouldNotBeKeptAtFirstIsKeptSoon() {
        storage.fails(StorageException.Kind.UNAVAILABLE);
        client("client").connected(back());
        storage.fails(null);
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        assertThat(client("client").connect(back()).sessionPresent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "$share/group/t"})
    void aSubscribeThatChangesNothingNeedsNoStorage(String filter) {
        Client subscriber = client("subscriber").connected(back());
        subscriber.subscribe(filter, 1);
        subscriber.drop();
        storage.fails(StorageException.Kind.FULL);
        subscriber.connected(back());
        assertThat(subscriber.subscribe(filter, 1)).containsExactly(ReasonCode.GRANTED_QOS_1);
        subscriber.pingIsAnswered();
        subscriber.send(new Subscribe(7, 0, List.of(), List.of(new SubscriptionRequest(filter, 2, false, false, 0))));
        assertThat(subscriber.dismissal()).as("this one changes something").isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    }

    @Test
    void aRepeatedSubscribeIsNotAcknowledgedBeforeTheFirstIsWritten() {
        Client subscriber = client("subscriber").connected(back());
        storage.halts(true);
        for (int id = 1; id <= 2; id++) {
            subscriber.send(new Subscribe(id, 0, List.of(), List.of(new SubscriptionRequest("t", 1, false, false, 0))));
        }
        assertThat(subscriber.takeAll()).isEmpty();
        storage.failsOnce(StorageException.Kind.FULL);
        storage.halts(false);
        world.run();
        assertThat(subscriber.dismissal()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        assertThat(client("publisher").connected().publish("t", "x", 1))
                .as("what memory has is kept, once storage can")
                .isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void anEndedSubscriptionStaysEndedThoughStorageFailedAtFirst() {
        Client subscriber = client("subscriber").connected(back());
        subscriber.subscribe("t", 1);
        storage.halts(true);
        subscriber.send(new Unsubscribe(7, List.of(), List.of("t")));
        subscriber.send(new Unsubscribe(8, List.of(), List.of("t")));
        storage.failsOnce(StorageException.Kind.FULL);
        storage.does(1);
        storage.halts(false);
        storage.failsOnce(StorageException.Kind.FULL);
        world.run();
        subscriber.dismissal();
        subscriber.connected(back()).send(new Unsubscribe(9, List.of(), List.of("t")));
        subscriber.take(UnsubAck.class);
        world = world.killed(A_MOMENT);
        assertThat(client("publisher").connected().publish("t", "x", 1)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    }

    @Test
    void aSubscriptionMadeWhileThePageIsReadGetsWhatThePageLeavesOut() {
        client("other").connected(back()).subscribe("new", 1);
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("old", 1);
        subscriber.drop();
        Client publisher = client("publisher").connected();
        publisher.publish("old", "1", 1);
        storage.halts(true);
        publisher.send(Publishing.of("new", "2").qos(1).id(1).packet());
        subscriber.begin(back());
        world.run();
        subscriber.send(new Subscribe(
                subscriber.nextId(), 0, List.of(), List.of(new SubscriptionRequest("new", 1, false, false, 0))));
        storage.halts(false);
        world.run();
        assertThat(subscriber.takePayloads()).containsExactly("1", "2");
    }

    // ---- sessions that end

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aCleanStartWaitsUntilTheFormerSessionIsGone(int shards) { // [MQTT-3.1.2-4]
        shards(shards);
        Client one = client("client").connected(back());
        one.subscribe("t", 1);
        storage.halts(true);
        one.begin(cleanly().expiry(3600));
        world.run();
        assertThat(one.takeAll()).isEmpty();
        storage.halts(false);
        world.run();
        assertThat(one.take(ConnAck.class).sessionPresent()).isFalse();
        one.pingIsAnswered();
        world.passes(A_MOMENT);
        assertThat(storage.entries('f')).isZero();
        assertThat(storage.entries('s')).isEqualTo(1);
    }

    @Test
    void aCleanStartIsRefusedWhileTheFormerSessionCannotGo() {
        Client one = client("client").connected(back());
        one.subscribe("t", 1);
        storage.fails(StorageException.Kind.UNAVAILABLE);
        assertThat(one.connect(cleanly()).reason()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(storage.entries()).isZero();
        assertThat(one.connect(cleanly()).reason()).isEqualTo(ReasonCode.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void nothingOfASessionIsTakenForItsSuccessorsWhenTheProcessDiesWhileItGoes(int shardsDone) {
        shards(4);
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("#", 2);
        for (int i = 1; i <= 8; i++) { // one of them at least in each shard
            Client sender = client("sender").connected(back());
            sender.send(Publishing.of("t" + i, "old").qos(2).id(i).packet());
            sender.take(PubRec.class);
        }
        subscriber.takeAll();
        storage.halts(true);
        client("sender").begin(cleanly());
        world.run();
        storage.does(shardsDone);
        world = world.killed(A_MOMENT);

        Client sender = client("sender");
        if (sender.connect(back()).sessionPresent()) {
            sender.connected(cleanly()).connected(back());
        }
        Client again = client("subscriber").acknowledging().connected(back());
        again.takeAll();
        world = world.killed(A_MOMENT);
        sender = client("sender").connected(back());
        again = client("subscriber").acknowledging().connected(back());
        again.takePayloads();
        for (int i = 1; i <= 8; i++) {
            sender.send(Publishing.of("t" + i, "new").qos(2).id(i).packet());
        }
        assertThat(again.takePayloads()).filteredOn("new"::equals).hasSize(8);
    }

    // ---- wills

    @Test
    void aWillThatStorageDoesNotTakeIsPublishedLater() { // [MQTT-3.1.2-8]
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("will", 1);
        client("mortal").connected(back().with(Connecting.will("will", "gone"))).pingIsAnswered();
        Client mortal = client("mortal").connected(back().with(Connecting.will("will", "gone again")));
        assertThat(subscriber.takePayloads()).containsExactly("gone");
        storage.fails(StorageException.Kind.FULL);
        mortal.drop();
        world.passes(A_MOMENT);
        assertThat(subscriber.takePayloads()).isEmpty();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(subscriber.takePayloads()).containsExactly("gone again");
    }

    @Test
    void aWillIsPublishedThoughTheProcessDiesBeforeItIsWritten() { // [MQTT-3.1.2-8]
        shards(4); // so that some wills are in another shard than their sessions
        client("subscriber").connected(back()).subscribe("will/#", 1);
        client("subscriber").connected(back()).drop();
        List<Client> mortals = IntStream.range(0, 8)
                .mapToObj(
                        i -> client("mortal" + i).connected(back().with(Connecting.retainedWill("will/" + i, "gone"))))
                .toList();
        storage.failsWithEntriesOf('r');
        mortals.forEach(Client::drop);
        world = world.killed(A_MOMENT);
        world.passes(A_MOMENT);
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .hasSize(8);
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .as("no will comes twice")
                .isEmpty();
    }

    @Test
    void theWillOfACleanSessionIsPublishedThoughTheProcessDies() { // MQTT 5.0 §3.1.2.5
        shards(4);
        client("subscriber").connected(back()).subscribe("will/#", 1);
        for (int i = 0; i < 8; i++) {
            client("mortal" + i).connected(cleanly().with(Connecting.will("will/" + i, "gone")));
        }
        client("polite").connected(cleanly().with(Connecting.will("will/polite", "never"))).disconnect();
        world = world.killed(A_MOMENT);
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .hasSize(8)
                .containsOnly("gone");
        assertThat(storage.entries('w')).isZero();
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .as("no will comes twice")
                .isEmpty();
    }

    @Test
    void aWillIsKeptBeforeItsClientIsLetIn() {
        storage.halts(true);
        Client mortal = client("mortal");
        mortal.begin(cleanly().with(Connecting.will("will", "gone")));
        world.run();
        assertThat(mortal.takeAll()).isEmpty();
        storage.halts(false);
        world.run();
        mortal.take(ConnAck.class);
        assertThat(storage.entries('w')).isOne();
    }

    @Test
    void aClientThatGoesBeforeItsWillIsKeptLeavesNothing() {
        storage.halts(true);
        Client mortal = client("mortal");
        mortal.begin(cleanly().with(Connecting.will("will", "gone")));
        world.run();
        mortal.drop();
        storage.halts(false);
        world.run();
        assertThat(storage.entries()).isZero();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void aWillThatStorageCannotHaveNowKeepsNobodyOut() {
        storage.fails(StorageException.Kind.FULL);
        Client mortal = client("mortal").connected(cleanly().with(Connecting.will("will", "gone")));
        assertThat(storage.entries('w')).isZero();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(storage.entries('w')).as("it is kept as soon as that goes").isOne();
        storage.fails(StorageException.Kind.FULL);
        mortal.disconnect();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(storage.entries('w')).as("and forgotten").isZero();
    }

    @Test
    void nothingIsWrittenForACleanSessionWithoutAWill() {
        storage.fails(StorageException.Kind.FAILED);
        Client client = client("client").connected(cleanly());
        client.subscribe("t", 2);
        client.disconnect();
        assertThat(storage.asked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWillInDoubtComesOnce(boolean wasWritten) {
        Client lasting = client("lasting").acknowledging().connected(back());
        lasting.subscribe("will", 2);
        Client passing = client("passing").acknowledging().connected();
        passing.subscribe("will", 2);
        Will will = new Will(
                TopicName.of("will"), new byte[] {'x'}, 2, false, 0, PublishProperties.NONE);
        Client mortal = client("mortal").connected(cleanly().with(will));
        if (wasWritten) {
            storage.doubts();
        } else {
            storage.fails(StorageException.Kind.UNAVAILABLE);
        }
        mortal.drop();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(lasting.takePayloads()).containsExactly("x");
        assertThat(passing.takePayloads()).containsExactly("x");
        assertThat(storage.entries('w')).isZero();
    }

    @Test
    void aWillThatIsBeingWrittenIsPublishedThoughItsClientIsBackWithAnotherAndTheProcessDies() { // [MQTT-3.1.4-3]
        client("subscriber").connected(back()).subscribe("will/#", 1);
        client("mortal").connected(back().with(Connecting.retainedWill("will/a", "first")));
        storage.failsWithEntriesOf('r');
        client("mortal").connected(back().with(Connecting.will("will/b", "second", 60)));
        world = world.killed(A_MOMENT);
        world.passes(A_MOMENT);
        Client subscriber = client("subscriber").acknowledging().connected(back());
        assertThat(subscriber.takePayloads()).as("the second waits for its delay").containsExactly("first");
        world.passes(Duration.ofMinutes(1));
        assertThat(subscriber.takePayloads()).containsExactly("second");
    }

    @Test
    void aWillThatIsDueIsPublishedThoughItsClientIsBackAtOnceAfterARestart() { // [MQTT-3.1.2-8]
        client("subscriber").connected(back()).subscribe("will", 1);
        client("mortal").connected(back().with(Connecting.will("will", "gone")));
        world = world.killed(A_MOMENT);
        client("mortal").connected(back());
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .containsExactly("gone");
    }

    // ---- QoS 2 to a client

    @Test
    void aFinishedQos2ExchangeIsNotForgottenBeforeItsMessageIsRead() {
        Client subscriber = client("subscriber").connected(back());
        subscriber.subscribe("t", 2);
        client("publisher").connected().publish("t", "once", 2);
        int id = subscriber.take(Publish.class).packetId();
        subscriber.send(new PubRec(id, ReasonCode.SUCCESS));
        world = world.killed(A_MOMENT); // no position was ever saved

        storage.isUnreadable(true);
        subscriber = client("subscriber").connected(back());
        subscriber.take(PubRel.class);
        subscriber.send(new PubComp(id, ReasonCode.SUCCESS));
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        subscriber = client("subscriber").acknowledging().connected(back());
        assertThat(subscriber.takePayloads()).isEmpty();
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).as("in the end it is").isZero();
    }

    @Test
    void aFinishedQos2ExchangeThatNoSubscriptionCouldReadIsForgotten() {
        Client subscriber = client("subscriber").connected(back());
        subscriber.subscribe("t", 2);
        client("publisher").connected().publish("t", "once", 2);
        int id = subscriber.take(Publish.class).packetId();
        subscriber.send(new PubRec(id, ReasonCode.SUCCESS));
        subscriber.unsubscribe("t");
        world = world.killed(A_MOMENT);
        client("subscriber").acknowledging().connected(back());
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).isZero();
    }

    @Test
    void whatCouldNotBeForgottenIsForgottenLater() {
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("t", 2);
        client("publisher").connected().publish("t", "x", 2);
        storage.fails(StorageException.Kind.UNAVAILABLE);
        world.passes(A_MOMENT);
        storage.fails(null);
        assertThat(storage.entries('o')).isEqualTo(1);
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).isZero();
    }

    @Test
    void aQos2MessageWhoseIdWasNotKeptIsReadAgain() {
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("t", 2);
        Client publisher = client("publisher").connected();
        publisher.publish("t", "1", 1);
        assertThat(subscriber.takePayloads()).containsExactly("1");
        storage.halts(true);
        publisher.send(Publishing.of("t", "2").qos(2).id(2).packet());
        storage.does(1); // the message
        world.run();
        world.tick();
        storage.failsOnce(StorageException.Kind.FULL);
        storage.does(2); // its id, and the position, which is behind it
        world = world.killed(A_MOMENT);
        subscriber = client("subscriber").acknowledging().connected(back());
        assertThat(subscriber.takePayloads()).containsExactly("1", "2");
    }

    @Test
    void qos2StaysInOrderThoughAnIdWasKeptLate() { // [MQTT-4.6.0-6]
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("t", 2);
        Client publisher = client("publisher").connected();
        storage.halts(true);
        for (int i = 1; i <= 3; i++) {
            publisher.send(Publishing.of("t", "" + i).qos(2).id(i).packet());
        }
        for (int i = 1; i <= 3; i++) { // each is delivered by itself, so that each id is kept by itself
            storage.does(1);
            world.run();
        }
        storage.failsOnce(StorageException.Kind.FULL);
        storage.halts(false);
        world.run();
        assertThat(subscriber.takePayloads()).isEmpty();
        world.passes(A_MOMENT);
        assertThat(subscriber.takePayloads()).containsExactly("1", "2", "3");
    }

    // ---- shared subscriptions

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aSharedSubscriptionGoesOnAfterARestart(int shards) {
        shards(shards);
        for (int i = 0; i < 8; i++) {
            client("member" + i).connected(back()).subscribe("$share/group" + i + "/t/#", 1);
        }
        for (int i = 0; i < 8; i++) {
            client("publisher").connected().publish("t/" + i, "first " + i, 1);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(client("member" + i).acknowledging().connected(back()).takePayloads())
                    .hasSize(8);
        }
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        client("publisher").connected().publish("t/0", "second", 1);
        for (int i = 0; i < 8; i++) {
            Client member = client("member" + i).acknowledging().connected(back());
            assertThat(member.takePayloads()).as("group %d", i).containsExactly("second");
        }
    }

    @Test
    void aQos2MessageAMemberHasFinishedGoesToNobodyElseThoughTheGroupCouldNotBeKept() { // [MQTT-4.8.2-4]
        shards(4);
        for (int i = 0; i < 8; i++) {
            client("away" + i).connected(back()).subscribe("$share/group" + i + "/t", 2);
            client("away" + i).connected(back()).drop();
            client("member" + i).acknowledging().connected(back()).subscribe("$share/group" + i + "/t", 2);
        }
        world.passes(A_MOMENT);
        storage.failsWithEntriesOf('g');
        client("publisher").connected().publish("t", "x", 2);
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        for (int i = 0; i < 8; i++) {
            Client other = client("away" + i).acknowledging().connected(back());
            assertThat(other.takePayloads()).as("group %d", i).isEmpty();
            client("member" + i).acknowledging().connected(back());
        }
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).isZero();
    }

    @Test
    void aQos2MessageThatAMemberOfAPassingSessionWasSentGoesToNobodyElseAfterACrash() { // [MQTT-4.8.2-5]
        Client passing = client("passing").connected();
        Client lasting = client("lasting").connected(back());
        List.of(passing, lasting).forEach(member -> member.subscribe("$share/group/t", 2));
        Client publisher = client("publisher").connected();
        for (int i = 0; i < 4; i++) {
            publisher.publish("t", "" + i, 2);
        }
        List<String> passed = passing.takePayloads();
        assertThat(passed).hasSize(2);
        world = world.killed(A_MOMENT);
        world.passes(A_MOMENT);
        assertThat(client("lasting").acknowledging().connected(back()).takePayloads())
                .hasSize(2)
                .doesNotContainAnyElementsOf(passed);
    }

    @Test
    void aQos2MessageGoesToAPassingMemberOnceItIsKeptThatItDoes() {
        Client passing = client("passing").acknowledging().connected();
        passing.subscribe("$share/group/t", 2);
        client("lasting").connected(back()).subscribe("$share/group/t", 2);
        client("lasting").connected(back()).drop();
        world.passes(A_MOMENT);
        storage.halts(true);
        client("publisher").connected().send(Publishing.of("t", "x").qos(2).id(1).packet());
        storage.does(1);
        world.run();
        assertThat(passing.takeAll()).isEmpty();
        storage.failsOnce(StorageException.Kind.UNAVAILABLE);
        storage.halts(false);
        world.run();
        assertThat(passing.takeAll()).as("it may be dealt out anew after a crash").isEmpty();
        world.passes(A_MOMENT);
        assertThat(passing.takePayloads()).containsExactly("x");
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).isZero();
    }

    @Test
    void aQos2MessageGoesToAnotherIfThePassingMemberIsGoneBeforeItWasSent() {
        Client passing = client("passing").acknowledging().connected();
        passing.subscribe("$share/group/t", 2);
        Client lasting = client("lasting").acknowledging().connected(back());
        lasting.subscribe("$share/group/t", 2);
        lasting.drop();
        world.passes(A_MOMENT);
        storage.halts(true);
        client("publisher").connected().send(Publishing.of("t", "x").qos(2).id(1).packet());
        storage.does(1);
        world.run();
        passing.drop();
        storage.halts(false);
        world.passes(A_MOMENT);
        lasting.connected(back());
        assertThat(lasting.takePayloads()).containsExactly("x");
    }

    @Test
    void aGroupThatBecomesStoredMissesNothingThatIsUnderWay() {
        for (int seed = 1; seed <= 50; seed++) { // so that the lanes hear of it in any order
            storage = new FakeStorage(1);
            world = new Setup().storage(storage).lanes(4).seed(seed).start();
            client("lasting").connected(back()).subscribe("t", 1);
            Client passing = client("passing").acknowledging().connected();
            passing.subscribe("$share/group/t", 2);
            Client joining = client("joining").acknowledging().connected(back());
            Client publisher = client("publisher").connected(back());
            storage.isSilent(true);
            publisher.send(Publishing.of("t", "x").qos(2).id(1).packet());
            joining.write(new Subscribe(
                    joining.nextId(),
                    0,
                    List.of(),
                    List.of(new SubscriptionRequest("$share/group/t", 2, false, false, 0))));
            for (int steps = seed % 10; steps > 0; steps--) {
                world.step();
            }
            storage.isSilent(false);
            world.run();
            publisher.take(PubRec.class);
            assertThat(passing.takePayloads().size() + joining.takePayloads().size())
                    .as("times it was received, seed %d", seed)
                    .isEqualTo(1);
        }
    }

    @Test
    void whatPassesFromAGroupToAMemberOnAnotherLaneIsNotTrimmed() {
        Duration untilTrimming = Duration.ofSeconds(10);
        for (String id : List.of("ann", "bob", "cid", "dan", "eve", "fay", "gus", "hal")) {
            for (String filter : List.of("$share/group0/t", "$share/group1/t")) { // one on each lane
                storage = new FakeStorage(1);
                world = new Setup().storage(storage).lanes(2).start();
                Client member = client(id).connected(back());
                member.subscribe(filter, 2);
                member.drop();
                client("publisher").connected().publish("t", "x", 2);
                world.idles(untilTrimming);
                world.tickOnly(0);
                world.tickOnly(1);
                member.connected(back()).take(Publish.class); // it is this client's now, whatever happens
                member.drop();
                world.idles(untilTrimming);
                world.tickOnly(0);
                world.passes(untilTrimming);
                member = client(id).acknowledging().connected(back());
                assertThat(member.takePayloads()).as("%s in %s", id, filter).containsExactly("x");
            }
        }
    }

    @Test
    void whatWaitsForAGroupGoesToItsOtherMembersWhenTheLastStoredOneLeaves() {
        world = new Setup().storage(storage).queueMessages(1).start(); // so that most of it waits in the log
        Client lasting = client("lasting").connected(back());
        lasting.subscribe("$share/group/t", 1);
        lasting.drop();
        for (int i = 1; i <= 9; i++) {
            client("publisher").connected().publish("t", "" + i, 1);
        }
        Client passing = client("passing").connected(cleanly().receiveMaximum(1));
        passing.subscribe("$share/group/t", 1);
        Publish first = passing.take(Publish.class);
        lasting.connected(cleanly()).drop();
        world.passes(A_MOMENT);
        assertThat(Client.text(first)).isEqualTo("1");
        passing.send(new PubAck(first.packetId(), ReasonCode.SUCCESS));
        for (int i = 2; i <= 9; i++) {
            Publish next = passing.take(Publish.class);
            assertThat(Client.text(next)).isEqualTo("" + i);
            passing.send(new PubAck(next.packetId(), ReasonCode.SUCCESS));
        }
        world.passes(A_MOMENT);
        assertThat(storage.entries('g')).as("what is kept of the group").isZero();
        int records = storage.records();
        client("publisher").connected().publish("t", "10", 1);
        assertThat(Client.text(passing.take(Publish.class))).isEqualTo("10");
        assertThat(storage.records()).as("not stored any more").isEqualTo(records);
    }

    @Test
    void whatIsKeptOfASharedSubscriptionGoesWithItsLastMemberThoughStorageFailedAtFirst() {
        Client member = client("member").acknowledging().connected(back());
        member.subscribe("$share/group/t", 1);
        world.passes(A_MOMENT);
        storage.failsWithEntriesOf('g');
        member.unsubscribe("$share/group/t");
        storage.fails(null);
        assertThat(storage.entries('g')).isEqualTo(1);
        world.passes(A_MOMENT);
        assertThat(storage.entries('g')).isZero();
    }
}
