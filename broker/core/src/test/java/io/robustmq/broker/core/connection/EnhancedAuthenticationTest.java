package io.robustmq.broker.core.connection;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.ScriptedAuthenticator.METHOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.ScriptedAuthenticator;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.PingReq;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentication in several steps, at the start and again later (MQTT 5.0 §4.12). */
class EnhancedAuthenticationTest {
    private final World world = new Setup().start();
    private final Client client = world.client("client");

    private static Auth auth(ReasonCode reason, String method, String data) {
        return new Auth(reason, method, data.getBytes(StandardCharsets.UTF_8), null, List.of());
    }

    private static Auth goingOn(String data) {
        return auth(ReasonCode.CONTINUE_AUTHENTICATION, METHOD, data);
    }

    private void connectThroughAuth() {
        client.begin(cleanly().by(METHOD, "bob"));
        world.run();
        client.take(Auth.class);
        client.send(goingOn("bob"));
        client.take(ConnAck.class);
    }

    @Test
    void challengesAndAnswersComeBeforeConnAck() { // [MQTT-4.12.0-2] [MQTT-4.12.0-3] [MQTT-4.12.0-5]
        client.begin(cleanly().by(METHOD, "bob"));
        world.run();
        Auth challenge = client.take(Auth.class);
        assertThat(challenge.reason()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
        assertThat(challenge.method()).isEqualTo(METHOD);
        assertThat(challenge.data()).asString(StandardCharsets.UTF_8).isEqualTo("backwards?");
        client.send(goingOn("bob"));
        ConnAck answer = client.take(ConnAck.class);
        assertThat(answer.reason()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(answer.properties().authenticationMethod()).isEqualTo(METHOD);
        assertThat(answer.properties().authenticationData())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("welcome");
        client.pingIsAnswered();
    }

    @Test
    void aWrongAnswerIsRefused() { // [MQTT-4.12.0-4]
        client.begin(cleanly().by(METHOD, "bobby"));
        world.run();
        client.take(Auth.class);
        client.send(goingOn("bobby"));
        assertThat(client.take(ConnAck.class).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void anUnknownMethodIsRefused() { // [MQTT-4.12.0-1]
        ConnAck answer = client.connect(cleanly().by("KERBEROS", "x"));
        assertThat(answer.reason()).isEqualTo(ReasonCode.BAD_AUTHENTICATION_METHOD);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void anotherMethodInTheMiddleIsAProtocolError() { // [MQTT-4.12.0-5]
        client.begin(cleanly().by(METHOD, "bob"));
        world.run();
        client.take(Auth.class);
        client.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, "OTHER", "bob"));
        assertThat(client.take(ConnAck.class).reason()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    void nothingButAuthAndDisconnectMayComeBeforeConnAck() { // [MQTT-3.1.2-30]
        client.begin(cleanly().by(METHOD, "bob"));
        world.run();
        client.take(Auth.class);
        client.send(PingReq.INSTANCE);
        assertThat(client.take(ConnAck.class).reason()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void stepsMayTakeTime() {
        ScriptedAuthenticator slow = ScriptedAuthenticator.slowly();
        World careful = new Setup().authenticator(slow).start();
        Client patient = careful.client("patient");
        patient.begin(cleanly().by(METHOD, "bob"));
        careful.run();
        slow.answer();
        careful.run();
        patient.take(Auth.class);
        patient.write(goingOn("bob"));
        careful.run();
        slow.answer();
        careful.run();
        assertThat(patient.take(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        patient.pingIsAnswered();
    }

    @Test
    void aClientMayProveItselfAgain() { // [MQTT-4.12.1-1]
        connectThroughAuth();
        client.send(auth(ReasonCode.REAUTHENTICATE, METHOD, "eve"));
        assertThat(client.take(Auth.class).reason()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
        client.pingIsAnswered(); // other packets go on with the old identity meanwhile
        client.send(goingOn("eve"));
        assertThat(client.take(Auth.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        client.pingIsAnswered();
    }

    @Test
    void whoFailsToProveItselfAgainIsClosed() { // [MQTT-4.12.1-2]
        connectThroughAuth();
        client.send(auth(ReasonCode.REAUTHENTICATE, METHOD, "eve!"), goingOn("wrong"));
        assertThat(client.dismissal()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void aReasonThatOnlyConnAckGivesIsNotGivenByDisconnect() { // [MQTT-3.14.2-1]
        connectThroughAuth();
        client.send(auth(ReasonCode.REAUTHENTICATE, METHOD, "eve"), goingOn("")); // refused for 0x86
        assertThat(client.dismissal()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }

    @Test
    void aLateAnswerFindsNobodyWhenTheClientIsGone() {
        ScriptedAuthenticator slow = ScriptedAuthenticator.slowly();
        World careful = new Setup().authenticator(slow).start();
        Client patient = careful.client("patient");
        patient.begin(cleanly().by(METHOD, "bob"));
        careful.run();
        slow.answer();
        careful.run();
        patient.write(goingOn("bob"));
        careful.run();
        slow.answer();
        careful.run();
        patient.send(auth(ReasonCode.REAUTHENTICATE, METHOD, "bob"));
        patient.drop();
        slow.answer();
        careful.run();
        assertThat(careful.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTINUE_AUTHENTICATION", "SUCCESS"})
    void authOutOfTurnIsAProtocolError(ReasonCode reason) {
        connectThroughAuth();
        client.send(auth(reason, METHOD, "x"));
        assertThat(client.dismissal()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    void authWithoutAMethodInConnectIsAProtocolError() { // [MQTT-4.12.0-7]
        client.connected();
        client.send(auth(ReasonCode.REAUTHENTICATE, METHOD, "bob"));
        assertThat(client.dismissal()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    void authWithAnotherMethodIsAProtocolError() { // [MQTT-4.12.1-1]
        connectThroughAuth();
        client.send(auth(ReasonCode.REAUTHENTICATE, "OTHER", "bob"));
        assertThat(client.dismissal()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }
}
