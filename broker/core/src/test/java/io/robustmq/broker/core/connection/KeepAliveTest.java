package io.robustmq.broker.core.connection;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.ScriptedAuthenticator;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who is silent for too long is closed, unless the silence is of our making. */
class KeepAliveTest {
    private final World world = new Setup().start();
    private final Client client = world.client("client");

    @Test
    void anyPacketCountsAsASignOfLife() { // [MQTT-3.1.2-22]
        client.connected(cleanly().keepAlive(10));
        for (int i = 0; i < 5; i++) {
            world.passes(Duration.ofSeconds(14));
            client.publish("t", "x", i % 3);
        }
        world.passes(Duration.ofMillis(14_900));
        assertThat(client.isClosed()).isFalse();
        world.passes(Duration.ofMillis(300));
        assertThat(client.dismissal()).isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
        assertThat(world.count(c -> c.keepAliveTimeouts)).isOne();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void whatWeSendIsNoSignOfLife() { // [MQTT-3.1.2-22]
        client.connected(cleanly().keepAlive(10)).subscribe("t", 0);
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < 15; i++) {
            publisher.publish("t", "x", 0);
            world.passes(Duration.ofSeconds(1));
        }
        world.passes(Duration.ofMillis(300));
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void timeInWhichTheServerStoodStillDoesNotCount() { // its clients may have been heard, had it listened
        client.connected(cleanly().keepAlive(10));
        world.jumps(Duration.ofMinutes(1));
        world.passes(Duration.ofMillis(14_800));
        assertThat(client.isClosed()).isFalse();
        world.passes(Duration.ofMillis(400));
        assertThat(client.dismissal()).isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
    }

    @Test
    void zeroMeansForEver() { // [MQTT-3.1.2.10]
        client.connected();
        world.passes(Duration.ofHours(2));
        client.pingIsAnswered();
    }

    @Test
    void theServersOwnMaximumIsToldAndKept() { // [MQTT-3.2.2-21]
        World impatient = new Setup().maximumKeepAliveSeconds(20).start();
        Client relaxed = impatient.client("relaxed");
        ConnAck answer = relaxed.connect(cleanly().keepAlive(0));
        assertThat(answer.properties().serverKeepAliveSeconds()).isEqualTo(20);
        Client eager = impatient.client("eager");
        assertThat(eager.connect(cleanly().keepAlive(5)).properties().serverKeepAliveSeconds())
                .isEqualTo(-1);
        impatient.passes(Duration.ofSeconds(8));
        assertThat(eager.isClosed()).isTrue();
        impatient.passes(Duration.ofMillis(22_300));
        assertThat(relaxed.dismissal()).isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
    }

    @Test
    void beforeVersion5TheSocketIsClosedWithoutAWord() { // [MQTT3-3.1.2-24]
        client.speaks(ProtocolVersion.V3_1_1).connected(cleanly().keepAlive(2));
        world.passes(Duration.ofMillis(3_300));
        assertThat(client.isClosed()).isTrue();
        assertThat(client.takeAll()).isEmpty();
    }

    @Test
    void aSocketThatSaysNothingIsClosedWhenItsTimeForConnectIsUp() {
        client.open(cleanly());
        world.passes(Duration.ofMillis(9_900));
        assertThat(client.isClosed()).isFalse();
        world.passes(Duration.ofMillis(300));
        assertThat(client.isClosed()).isTrue();
        assertThat(world.count(c -> c.connectTimeouts)).isOne();
        assertThat(world.count(c -> c.keepAliveTimeouts)).isZero();
    }

    @Test
    void aConnectThatDripsInIsNoExcuse() {
        client.open(cleanly());
        byte[] connect = {0x10, 0x0E, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, 1};
        for (byte one : connect) {
            client.write(new byte[] {one});
            world.passes(Duration.ofSeconds(1));
        }
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aClientThatIsNotReadSinceItPublishesTooFastIsNotBlamedForSilence() {
        World slow = new Setup().publishRatePerSecond(10).start();
        Client fast = slow.client("fast").connected(cleanly().keepAlive(2));
        for (int i = 0; i < 100; i++) {
            fast.write(Publishing.of("t", "x").packet());
        }
        fast.write(PingReq.INSTANCE);
        slow.passes(Duration.ofSeconds(8));
        assertThat(fast.isHeldBack()).isTrue();
        slow.passes(Duration.ofSeconds(3));
        fast.take(PingResp.class);
        slow.passes(Duration.ofMillis(3_400));
        assertThat(fast.dismissal()).isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
    }

    @Test
    void aClientThatReadsSlowlyIsNotBlamedForWhatWeDoNotRead() {
        World patient = new Setup().pendingBytes(100_000).start();
        Client slow = patient.client("slow").connected(cleanly().keepAlive(10));
        slow.subscribe("t", 0);
        slow.stopsReading();
        Client publisher = patient.client("publisher").connected();
        for (int i = 0; i < 400; i++) {
            publisher.publish("t", "x".repeat(1_000), 0);
        }
        for (int i = 0; i < 40; i++) { // 1 kB a second, 40 seconds
            slow.write(PingReq.INSTANCE);
            slow.reads(1_000);
            patient.passes(Duration.ofSeconds(1));
        }
        assertThat(patient.count(c -> c.keepAliveTimeouts)).isZero();
        slow.readsOn();
        slow.take(PingResp.class);
    }

    @Test
    void aClientThatReadsNothingAtAllIsClosedInTheEnd() {
        World patient = new Setup().pendingBytes(100_000).start();
        Client dead = patient.client("dead").connected(cleanly().keepAlive(10));
        dead.subscribe("t", 0);
        dead.stopsReading();
        Client publisher = patient.client("publisher").connected();
        for (int i = 0; i < 400; i++) {
            publisher.publish("t", "x".repeat(1_000), 0);
        }
        dead.write(PingReq.INSTANCE);
        patient.passes(Duration.ofSeconds(46));
        assertThat(patient.count(c -> c.connections)).isOne();
        assertThat(patient.count(c -> c.keepAliveTimeouts)).isOne();
    }

    @Test
    void theTimeThatAuthenticationTakesIsNotTheClientsSilence() {
        ScriptedAuthenticator slow = ScriptedAuthenticator.slowly();
        World careful = new Setup().authenticator(slow).start();
        Client patient = careful.client("patient");
        patient.begin(cleanly().keepAlive(2));
        careful.passes(Duration.ofSeconds(5));
        slow.answer();
        careful.passes(Duration.ofSeconds(2));
        patient.take(ConnAck.class);
        patient.pingIsAnswered();
        careful.passes(Duration.ofMillis(3_300));
        assertThat(patient.dismissal()).isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
    }
}
