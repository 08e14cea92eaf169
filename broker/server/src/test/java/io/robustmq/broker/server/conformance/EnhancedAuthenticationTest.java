package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.auth;
import static io.robustmq.broker.server.conformance.client.CodedPacket.disconnect;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pingReq;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.AUTHENTICATION_DATA;
import static io.robustmq.broker.server.conformance.client.Property.AUTHENTICATION_METHOD;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.conformance.client.CodedPacket;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.Outgoing;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proving who one is in several steps (5.0 §4.12, §3.15); see {@link Riddle} for the method. */
class EnhancedAuthenticationTest extends ConformanceTest {

    @Override
    protected BrokerSetup setup() {
        return BrokerSetup.with().authenticator(new Riddle());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ConnectPacket connectBy(String method) {
        return connect(unique("client")).with(AUTHENTICATION_METHOD, method);
    }

    private static CodedPacket answer(String method, String answer) {
        return auth(0x18).with(AUTHENTICATION_METHOD, method).with(AUTHENTICATION_DATA, bytes(answer));
    }

    private static void expectQuestion(RawClient client, String method) {
        Received.Auth question = client.expect(Received.Auth.class);
        assertThat(question.code()).isEqualTo(0x18);
        assertThat(question.properties().text(AUTHENTICATION_METHOD)).isEqualTo(method);
        assertThat(question.properties().bytes(AUTHENTICATION_DATA)).isEqualTo(bytes(Riddle.QUESTION));
    }

    private RawClient letIn(String method) {
        RawClient client = open(V5);
        client.send(connectBy(method));
        expectQuestion(client, method);
        client.send(answer(method, Riddle.ANSWER));
        client.expectConnAck(0);
        return client;
    }

    @ParameterizedTest
    @Clause({"MQTT-4.12.0-2", "MQTT-4.12.0-5", "MQTT-3.15.2-1", "MQTT-3.2.0-1"})
    @ValueSource(strings = {Riddle.AT_ONCE, Riddle.LATER})
    void asksUntilItKnowsAndThenLetsIn(String method) {
        RawClient client = open(V5);
        client.send(connectBy(method));
        expectQuestion(client, method);
        client.send(answer(method, Riddle.HALF_AN_ANSWER));
        expectQuestion(client, method);
        client.send(answer(method, Riddle.ANSWER));
        Received.ConnAck ack = client.expectConnAck(0);
        assertThat(ack.properties().text(AUTHENTICATION_METHOD)).isEqualTo(method);
        assertThat(ack.properties().bytes(AUTHENTICATION_DATA)).isEqualTo(bytes(Riddle.WELCOME));
        client.expectNothing();
    }

    @ParameterizedTest
    @Clause({"MQTT-4.12.0-4", "MQTT-3.1.4-2", "MQTT-3.2.2-7"})
    @ValueSource(strings = {Riddle.AT_ONCE, Riddle.LATER})
    void refusesAWrongAnswer(String method) {
        RawClient client = open(V5);
        client.send(connectBy(method));
        expectQuestion(client, method);
        client.send(answer(method, "fog"));
        client.expectConnAck(0x87);
        client.expectClosed();
    }

    @Test
    @Clause({"MQTT-4.12.0-3", "MQTT-4.12.0-5"})
    void refusesAnAnswerOfTheWrongKind() {
        for (CodedPacket packet : List.of(
                answer("ANOTHER-METHOD", Riddle.ANSWER),
                auth(0x19).with(AUTHENTICATION_METHOD, Riddle.AT_ONCE).with(AUTHENTICATION_DATA, bytes(Riddle.ANSWER)),
                auth(0x18).with(AUTHENTICATION_DATA, bytes(Riddle.ANSWER)))) {
            RawClient client = open(V5);
            client.send(connectBy(Riddle.AT_ONCE));
            expectQuestion(client, Riddle.AT_ONCE);
            client.send(packet);
            client.expectRefusal(0x82, 0x8C);
        }
    }

    @Test
    @Clause({"MQTT-3.1.2-30", "MQTT-3.14.0-1"})
    void refusesAllButAuthAndDisconnectBeforeItHasLetIn() {
        String topic = unique("topic");
        List<Outgoing> packets = List.of(
                pingReq(), publish(topic, "x").retain(), subscribe(1).filter(topic, 0), connectBy(Riddle.AT_ONCE));
        for (Outgoing packet : packets) {
            RawClient client = open(V5);
            client.send(connectBy(Riddle.AT_ONCE));
            expectQuestion(client, Riddle.AT_ONCE);
            client.send(packet);
            client.expectRefusal(0x82);
        }
        RawClient leaves = open(V5);
        leaves.send(connectBy(Riddle.AT_ONCE));
        expectQuestion(leaves, Riddle.AT_ONCE);
        leaves.send(disconnect(0));
        leaves.expectClosed();
    }

    @ParameterizedTest
    @Clause({"MQTT-4.12.1-1", "MQTT-4.12.0-5", "MQTT-3.15.2-1"})
    @ValueSource(strings = {Riddle.AT_ONCE, Riddle.LATER})
    void asksAgainWhenTheClientWantsItAndServesItMeanwhile(String method) {
        String topic = unique("topic");
        RawClient client = letIn(method);
        client.subscribed(topic, 0);
        client.send(auth(0x19).with(AUTHENTICATION_METHOD, method));
        expectQuestion(client, method);
        connected(V5).send(publish(topic, "x"));
        client.expectPublish(topic, "x");
        client.expectNothing();
        client.send(answer(method, Riddle.ANSWER));
        Received.Auth success = client.expect(Received.Auth.class);
        assertThat(success.code()).isZero();
        assertThat(success.properties().text(AUTHENTICATION_METHOD)).isEqualTo(method);
        client.expectNothing();
    }

    @ParameterizedTest
    @Clause({"MQTT-4.12.1-2", "MQTT-4.13.2-1"})
    @ValueSource(strings = {Riddle.AT_ONCE, Riddle.LATER})
    void throwsOutAClientThatFailsTheSecondTime(String method) {
        RawClient client = letIn(method);
        client.send(auth(0x19).with(AUTHENTICATION_METHOD, method));
        expectQuestion(client, method);
        client.send(answer(method, "fog"));
        client.expectDisconnect(0x87);
    }

    @Test
    @Clause({"MQTT-4.12.1-1", "MQTT-4.12.0-5", "MQTT-4.13.1-1"})
    void throwsOutAClientThatChangesTheMethod() {
        RawClient client = letIn(Riddle.AT_ONCE);
        client.send(auth(0x19).with(AUTHENTICATION_METHOD, Riddle.LATER));
        client.expectDisconnect(0x82);
    }

    @Test
    @Clause({"MQTT-3.15.2-1", "MQTT-4.13.1-1"})
    void throwsOutAClientWithACodeThatDoesNotExist() {
        RawClient client = letIn(Riddle.AT_ONCE);
        client.send(auth(0x42).with(AUTHENTICATION_METHOD, Riddle.AT_ONCE));
        client.expectThrownOut(0x81, 0x82);
    }
}
