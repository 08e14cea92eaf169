package io.robustmq.broker.core.connection;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static io.robustmq.broker.core.world.Connecting.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.ScriptedAuthenticator;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.PubAck;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The authenticator may take its time, on any thread; the lane goes on meanwhile. */
class AuthenticationTest {
    private final ScriptedAuthenticator authenticator = ScriptedAuthenticator.slowly();
    private final World world = new Setup().authenticator(authenticator).start();
    private final Client client = world.client("client");

    @Test
    void aRefusalIsToldAndClosed() { // [MQTT-3.1.4-2] [MQTT-3.2.2-7]
        World quick = new Setup().start();
        Client mallory = quick.client("m");
        ConnAck answer = mallory.connect(cleanly().as("mallory"));
        assertThat(answer.reason()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(answer.properties().reasonString()).isEqualTo("not you");
        assertThat(mallory.isClosed()).isTrue();
        assertThat(quick.count(c -> c.authFailures)).isOne();
        assertThat(quick.count(c -> c.connectsRefused)).isOne();
        assertThat(quick.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void aRefusalIsToldInTheWordsOfEachVersion() { // [MQTT3-3.2.2-5]
        World quick = new Setup().start();
        Client mallory = quick.client("m").speaks(ProtocolVersion.V3_1_1);
        assertThat(mallory.connect(cleanly().as("mallory")).reason()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoIsLetInLateAndThenWaitsForItsFormerSessionToGoIsReadAgain(int lanes) {
        FakeStorage storage = new FakeStorage(1);
        World keeping = new Setup()
                .authenticator(authenticator)
                .storage(storage)
                .lanes(lanes)
                .start();
        Client kept = keeping.client("kept");
        kept.begin(resuming().expiry(3600));
        keeping.run();
        authenticator.answer();
        keeping.run();
        kept.take(ConnAck.class);
        storage.halts(true);
        kept.begin(cleanly().expiry(3600));
        kept.write(PingReq.INSTANCE);
        keeping.run();
        authenticator.answer();
        keeping.run();
        assertThat(kept.takeAll()).isEmpty();
        storage.halts(false);
        keeping.run();
        assertThat(kept.take(ConnAck.class).sessionPresent()).isFalse();
        kept.take(PingResp.class);
    }

    @Test
    void whatTheClientSendsMeanwhileWaits() { // [MQTT-3.1.4-6]
        client.begin(cleanly());
        client.write(Publishing.of("t", "early").qos(1).id(1).packet());
        world.run();
        assertThat(client.takeAll()).isEmpty();
        authenticator.answer();
        world.run();
        client.take(ConnAck.class);
        client.take(PubAck.class);
    }

    @Test
    void aLateRefusalIsToldAndWhatCameMeanwhileIsNotLookedAt() { // [MQTT-3.1.4-6]
        client.begin(cleanly().as("mallory"));
        client.write(Publishing.of("t", "early").qos(1).id(1).packet());
        world.run();
        authenticator.answer();
        world.run();
        assertThat(client.take(ConnAck.class).reason()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(client.isClosed()).isTrue();
        assertThat(world.count(c -> c.packetsReceived)).isOne();
    }

    @Test
    void otherClientsAreNotHeldUp() {
        client.begin(cleanly());
        Client other = world.client("other");
        other.begin(cleanly());
        world.run();
        authenticator.answer();
        authenticator.answer();
        world.run();
        other.take(ConnAck.class);
        other.pingIsAnswered();
    }

    @Test
    void aClientThatGoesMeanwhileIsForgotten() {
        client.begin(cleanly().with(will("t", "gone")));
        world.run();
        client.drop();
        authenticator.answer();
        world.run();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
        assertThat(world.count(c -> c.connects)).isZero();
    }

    @Test
    void anAnswerThatComesTooLateIsNotWanted() {
        client.begin(cleanly());
        world.passes(Duration.ofSeconds(11));
        assertThat(client.isClosed()).isTrue();
        authenticator.answer();
        world.run();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void aSecondConnectIsAProtocolErrorEvenBeforeTheFirstIsAnswered() { // [MQTT-3.1.0-2]
        client.begin(cleanly());
        client.write(new byte[] {0x10, 0x0D, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 0});
        world.run();
        authenticator.answer();
        world.run();
        client.take(ConnAck.class);
        assertThat(client.dismissal()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    /** Answers come in any order, sockets go at any moment; whoever is left works, and nothing of the others is. */
    @RepeatedTest(50)
    void anythingMayHappenMeanwhile(RepetitionInfo repetition) {
        ScriptedAuthenticator slow = ScriptedAuthenticator.slowly();
        World busy = new Setup()
                .authenticator(slow)
                .seed(repetition.getCurrentRepetition())
                .splitReads()
                .start();
        Client[] all = new Client[12];
        for (int i = 0; i < all.length; i++) {
            all[i] = busy.client("c" + i % 7);
            all[i].begin(resuming().expiry(i % 3).as(i % 5 == 0 ? "mallory" : "alice"));
            all[i].write(PingReq.INSTANCE);
            for (int steps = 0; steps < 3; steps++) {
                busy.step();
            }
            if (slow.waiting() > 3) {
                slow.answer();
            }
            if (i % 4 == 3) {
                all[i - 1].dropSilently();
            }
        }
        busy.run();
        while (slow.waiting() > 0) {
            slow.answer();
            busy.run();
        }
        long open = 0;
        for (Client client : all) {
            if (!client.isClosed()) {
                open++;
                client.pingIsAnswered();
            }
        }
        assertThat(busy.count(c -> c.connections)).isEqualTo(open);
        for (Client client : all) {
            if (!client.isClosed()) {
                client.disconnect(Disconnect.because(ReasonCode.SUCCESS, null));
            }
        }
        busy.passes(Duration.ofSeconds(4));
        assertThat(busy.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }
}
