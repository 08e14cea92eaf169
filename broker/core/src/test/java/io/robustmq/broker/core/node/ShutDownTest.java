package io.robustmq.broker.core.node;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static io.robustmq.broker.core.world.Connecting.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The server stops: wills first, then a word to everybody, then closed sockets. */
class ShutDownTest {
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void everybodyIsToldAndClosed() { // reason code 0x8B, MQTT 5.0 §3.14.2.1
        World world = new Setup().start();
        List<Client> clients = IntStream.range(0, 10)
                .mapToObj(i -> world.client("c" + i).connected())
                .toList();
        Client old = world.client("old").speaks(ProtocolVersion.V3_1_1).connected();
        world.shutDown(done::incrementAndGet);
        world.run();
        assertThat(clients).allSatisfy(c -> assertThat(c.dismissal()).isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN));
        assertThat(old.isClosed()).isTrue();
        assertThat(done).hasValue(1);
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    private static List<Client> witnesses(World world, int qos) {
        List<Client> witnesses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Client witness = world.client("w" + i).acknowledging().connected();
            witness.subscribe("will/#", qos);
            witnesses.add(witness);
        }
        return witnesses;
    }

    private static void eightWithAWill(World world) {
        for (int i = 0; i < 8; i++) {
            world.client("c" + i).connected(cleanly().with(will("will/" + i, "gone" + i)));
        }
    }

    private static void hasHeardEightWillsAndGoodBye(Client witness) {
        assertThat(witness.takePayloads()).hasSize(8).contains("gone0", "gone7");
        assertThat(witness.dismissal()).isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
    }

    /** Whatever lanes the witnesses live on, and in whatever order lanes run. */
    @RepeatedTest(50)
    void willsReachThoseWhoAreStillThere(RepetitionInfo repetition) { // [MQTT-3.1.2-8]
        World world =
                new Setup().lanes(4).seed(repetition.getCurrentRepetition()).start();
        List<Client> witnesses = witnesses(world, 2);
        eightWithAWill(world);
        world.client("delayed").connected(resuming().expiry(60).with(will("will/d", "delayed", 30)));
        world.client("away")
                .connected(resuming().expiry(60).with(will("will/a", "away", 30)))
                .drop();
        world.shutDown(done::incrementAndGet);
        world.run();
        assertThat(witnesses).allSatisfy(ShutDownTest::hasHeardEightWillsAndGoodBye);
        assertThat(done).hasValue(1);
    }

    /** A will that a stored session wants is written before it is delivered; the others have it in time all the same. */
    @RepeatedTest(50)
    void willsThatAreStoredReachThoseWhoAreStillThere(RepetitionInfo repetition) { // [MQTT-3.1.2-8]
        World world =
                new Setup().lanes(4).seed(repetition.getCurrentRepetition()).start();
        world.client("stored").connected(resuming().expiry(60)).subscribe("will/#", 1);
        List<Client> witnesses = witnesses(world, 1);
        eightWithAWill(world);
        world.shutDown(done::incrementAndGet);
        world.run();
        assertThat(witnesses).allSatisfy(ShutDownTest::hasHeardEightWillsAndGoodBye);
        assertThat(done).hasValue(1);
    }

    @Test
    void whatSessionsHaveToSaveIsWrittenBeforeItIsDone() {
        FakeStorage storage = new FakeStorage(2);
        World world = new Setup().storage(storage).start();
        world.client("stored").connected(resuming().expiry(60)).subscribe("t", 1);
        storage.halts(true);
        world.shutDown(done::incrementAndGet);
        world.run();
        assertThat(done).hasValue(0);
        storage.halts(false);
        world.run();
        assertThat(done).hasValue(1);
    }

    @Test
    void aWillThatWaitsForItsDelayDoesSoThroughTheRestart() { // [MQTT-3.1.3-9]
        World world = new Setup().start();
        world.client("witness").connected(resuming().expiry(3600)).subscribe("will/#", 2);
        world.client("connected").connected(resuming().expiry(60).with(will("will/c", "connected", 30)));
        world.client("away")
                .connected(resuming().expiry(60).with(will("will/a", "away", 30)))
                .drop();
        World later = world.stopped(Duration.ofSeconds(10));
        Client witness =
                later.client("witness").acknowledging().connected(resuming().expiry(3600));
        later.passes(Duration.ofSeconds(15));
        assertThat(witness.takePayloads()).isEmpty();
        later.passes(Duration.ofSeconds(10));
        assertThat(witness.takePayloads()).containsExactlyInAnyOrder("connected", "away");
    }

    @Test
    void whatIsUnderWayToASlowClientDoesNotHoldItUp() {
        World world = new Setup().start();
        Client slow = world.client("slow").connected();
        slow.subscribe("t", 1);
        slow.stopsReading();
        world.client("p")
                .connected()
                .publish(Publishing.of("t", new byte[1_000_000]).qos(1));
        world.shutDown(done::incrementAndGet);
        world.run();
        assertThat(done).hasValue(1);
        assertThat(world.count(c -> c.connections)).isZero();
    }
}
