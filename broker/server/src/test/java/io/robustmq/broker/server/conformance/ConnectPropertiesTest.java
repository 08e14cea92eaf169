package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.auth;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.ASSIGNED_CLIENT_IDENTIFIER;
import static io.robustmq.broker.server.conformance.client.Property.AUTHENTICATION_DATA;
import static io.robustmq.broker.server.conformance.client.Property.AUTHENTICATION_METHOD;
import static io.robustmq.broker.server.conformance.client.Property.MAXIMUM_PACKET_SIZE;
import static io.robustmq.broker.server.conformance.client.Property.RECEIVE_MAXIMUM;
import static io.robustmq.broker.server.conformance.client.Property.REQUEST_PROBLEM_INFORMATION;
import static io.robustmq.broker.server.conformance.client.Property.REQUEST_RESPONSE_INFORMATION;
import static io.robustmq.broker.server.conformance.client.Property.RESPONSE_INFORMATION;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.Property.TOPIC_ALIAS;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The properties of CONNECT and of its answer (5.0 §3.1.2.11, §3.2.2.3). */
class ConnectPropertiesTest extends ConformanceTest {

    @Override
    protected BrokerSetup setup() {
        return BrokerSetup.with("protocol.response-information", "responses/");
    }

    @Test
    @Clause({"MQTT-3.1.4-1", "MQTT-4.13.1-1", "MQTT-3.2.2-8"})
    void refusesValuesThatAreProtocolErrors() {
        List<ConnectPacket> packets = List.of(
                connect(unique("client")).with(RECEIVE_MAXIMUM, 0),
                connect(unique("client")).with(MAXIMUM_PACKET_SIZE, 0),
                connect(unique("client")).with(REQUEST_PROBLEM_INFORMATION, 2),
                connect(unique("client")).with(REQUEST_RESPONSE_INFORMATION, 2),
                connect(unique("client")).with(SESSION_EXPIRY_INTERVAL, 1).with(SESSION_EXPIRY_INTERVAL, 1),
                connect(unique("client")).with(AUTHENTICATION_DATA, Bytes.of(1)));
        for (ConnectPacket packet : packets) {
            RawClient client = open(V5);
            client.send(packet);
            client.expectRefusal(0x82);
        }
    }

    @Test
    @Clause({"MQTT-3.1.4-1", "MQTT-4.13.1-1"})
    void refusesPropertiesThatDoNotBelongThere() {
        for (ConnectPacket packet : List.of(
                connect(unique("client")).with(TOPIC_ALIAS, 1),
                connect(unique("client")).with(ASSIGNED_CLIENT_IDENTIFIER, "me"))) {
            RawClient client = open(V5);
            client.send(packet);
            client.expectRefusal(0x81, 0x82);
        }
    }

    @Test
    @Clause("MQTT-3.1.2-28")
    void keepsResponseInformationToItselfUnlessAsked() {
        Received.ConnAck unasked = open(V5).connect(connect(unique("client")));
        assertThat(unasked.properties().has(RESPONSE_INFORMATION)).isFalse();
        Received.ConnAck declined = open(V5).connect(connect(unique("client")).with(REQUEST_RESPONSE_INFORMATION, 0));
        assertThat(declined.properties().has(RESPONSE_INFORMATION)).isFalse();
        Received.ConnAck asked = open(V5).connect(connect(unique("client")).with(REQUEST_RESPONSE_INFORMATION, 1));
        assertThat(asked.properties().text(RESPONSE_INFORMATION)).isEqualTo("responses/");
    }

    @Test
    @Clause({"MQTT-4.12.0-1", "MQTT-3.2.2-7", "MQTT-3.2.2-8"})
    void refusesAnAuthenticationMethodItDoesNotKnow() {
        RawClient client = open(V5);
        client.send(connect(unique("client")).with(AUTHENTICATION_METHOD, "NO-SUCH-METHOD"));
        client.expectConnAck(0x8C);
        client.expectClosed();
    }

    @Test
    @Clause("MQTT-3.2.2-6")
    void saysNoSessionPresentInARefusal() {
        ConnectPacket persistent = persistent(V5);
        connected(V5, persistent).disconnect();
        RawClient client = open(V5);
        client.send(persistent(V5, persistent.clientId()).with(AUTHENTICATION_METHOD, "NO-SUCH-METHOD"));
        assertThat(client.expectConnAck(0x8C).sessionPresent()).isFalse();
    }

    @Test
    @Clause({"MQTT-4.12.0-6", "MQTT-4.12.0-7"})
    void throwsOutAClientThatSendsAuthWithoutAMethodInConnect() {
        RawClient client = open(V5);
        Received.ConnAck ack = client.connect(connect(unique("client")));
        assertThat(ack.properties().has(AUTHENTICATION_METHOD)).isFalse();
        client.send(auth(0x19).with(AUTHENTICATION_METHOD, "NO-SUCH-METHOD"));
        client.expectThrownOut(0x82);
    }
}
