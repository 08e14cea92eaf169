package io.robustmq.broker.core.durable;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.storage.spi.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared subscriptions with stored members, while storage fails or is slow, or the process dies. */
class TroubledGroupTest extends Trouble {
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
        client("publisher")
                .connected()
                .send(Publishing.of("t", "x").qos(2).id(1).packet());
        storage.does(1);
        world.run();
        assertThat(passing.takeAll()).isEmpty();
        storage.failsOnce(StorageException.Kind.UNAVAILABLE);
        storage.halts(false);
        world.run();
        assertThat(passing.takeAll())
                .as("it may be dealt out anew after a crash")
                .isEmpty();
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
        client("publisher")
                .connected()
                .send(Publishing.of("t", "x").qos(2).id(1).packet());
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

    // ---- a QoS 2 message in doubt, and a group that is stored only before or only after it was written

    /** Somebody else has the message stored. */
    private Client doubtfulSender() {
        client("lasting").connected(back()).subscribe("t", 2);
        Client sender = client("sender").connected(back());
        storage.doubts();
        sender.send(Publishing.of("t", "x").qos(2).id(2).packet());
        assertThat(sender.dismissal()).isEqualTo(ReasonCode.SERVER_BUSY);
        storage.fails(null);
        return sender;
    }

    private void repeats(Client sender) {
        sender.connected(back())
                .send(Publishing.of("t", "x").qos(2).id(2).again().packet());
        assertThat(sender.take(PubRec.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        world.passes(A_MOMENT);
    }

    private List<String> all(Client... members) {
        List<String> all = new ArrayList<>();
        for (Client member : members) {
            all.addAll(member.takePayloads());
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGroupThatIsStoredFromLaterOnGetsAMessageInDoubtOnce(boolean isHeardOfMeanwhile) { // MQTT 5.0 §4.3.3
        Client passing = client("passing").acknowledging().connected();
        passing.subscribe("$share/group/t", 2);
        Client sender = doubtfulSender();
        if (isHeardOfMeanwhile) {
            client("other").connected().publish("t", "next", 1);
        }
        Client staying = client("staying").acknowledging().connected(back());
        staying.subscribe("$share/group/t", 2);
        world.passes(A_MOMENT);
        client("other").connected().publish("t", "last", 1);
        repeats(sender);
        assertThat(all(passing, staying)).filteredOn("x"::equals).as("once").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGroupThatWasStoredGetsAMessageInDoubtOnce(boolean isHeardOfMeanwhile) { // MQTT 5.0 §4.3.3
        Client passing = client("passing").acknowledging().connected();
        passing.subscribe("$share/group/t", 2);
        Client staying = client("staying").acknowledging().connected(back());
        staying.subscribe("$share/group/t", 2);
        Client sender = doubtfulSender();
        if (isHeardOfMeanwhile) {
            client("other").connected().publish("t", "next", 1);
        }
        world.passes(A_MOMENT);
        staying.unsubscribe("$share/group/t");
        world.passes(A_MOMENT);
        client("other").connected().publish("t", "last", 1);
        repeats(sender);
        assertThat(all(passing, staying)).filteredOn("x"::equals).as("once").hasSize(1);
    }

    @Test
    void aGroupThatIsStoredFromLaterOnGetsARetainedMessageInDoubtThatNobodyElseHadStored() {
        Client passing = client("passing").acknowledging().connected();
        passing.subscribe("$share/group/t", 2);
        Client sender = client("sender").connected(back());
        storage.doubts();
        sender.send(Publishing.of("t", "x").qos(2).id(2).retained().packet());
        assertThat(sender.dismissal()).isEqualTo(ReasonCode.SERVER_BUSY);
        storage.fails(null);
        Client staying = client("staying").acknowledging().connected(back());
        staying.subscribe("$share/group/t", 2);
        sender.connected(back())
                .send(Publishing.of("t", "x").qos(2).id(2).retained().again().packet());
        sender.take(PubRec.class);
        world.passes(A_MOMENT);
        assertThat(all(passing, staying)).containsExactly("x");
    }
}
