package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pingReq;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.ASSIGNED_CLIENT_IDENTIFIER;
import static io.robustmq.broker.server.conformance.client.Property.AUTHENTICATION_METHOD;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;

/** Names of clients: given, left out, refused (5.0 and 3.1.1 §3.1.3.1). */
class ClientIdTest extends ConformanceTest {

    @Override
    protected BrokerSetup setup() {
        return BrokerSetup.with("protocol.maximum-client-id-bytes", "64");
    }

    @EveryVersion
    @Clause({"MQTT-3.1.3-5", "MQTT3-3.1.3-5"})
    void acceptsEveryLetterAndDigitUpTo23Bytes(ProtocolVersion version) {
        for (String clientId :
                new String[] {"a", "0123456789abcdefghijklm", "nopqrstuvwxyzABCDEFGHIJ", "KLMNOPQRSTUVWXYZ9876543"}) {
            connected(version, connect(clientId)).expectNothing();
        }
    }

    @EveryVersion
    @Clause({"MQTT-3.1.3-2", "MQTT3-3.1.3-2"})
    void tellsSessionsApartByClientId(ProtocolVersion version) {
        String topic = unique("topic");
        connected(version, persistent(version, topic + "one")).subscribed(topic, 1);
        RawClient other = connected(version, persistent(version, topic + "two"));
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "x").qos1(1));
        expectNothingUnderWay(publisher, other);
        connected(version, persistent(version, topic + "one")).expectPublish(topic, "x");
    }

    @EveryVersion
    @Clause({"MQTT-3.1.3-3", "MQTT-3.1.4-1", "MQTT3-3.1.3-3"})
    void refusesAConnectWithoutClientIdField(ProtocolVersion version) {
        Bytes body = new Bytes()
                .text(version.protocolName())
                .u8(version.level())
                .u8(2)
                .u16(0);
        if (version.isV5()) {
            body.u8(0);
        }
        RawClient client = open(version);
        client.sendBytes(Bytes.packet(0x10, body.toArray()));
        client.expectRefusal(0x81);
    }

    @Test
    @Clause({"MQTT-3.1.3-6", "MQTT-3.1.3-7", "MQTT-3.2.2-16"})
    void assignsAClientIdThatWorksLikeAnyOther() {
        RawClient first = open(V5);
        String assigned = first.connect(connect("")).properties().text(ASSIGNED_CLIENT_IDENTIFIER);
        String another = open(V5).connect(connect("")).properties().text(ASSIGNED_CLIENT_IDENTIFIER);
        assertThat(assigned).isNotEmpty().isNotEqualTo(another);
        assertThat(another).isNotEmpty();
        first.expectNothing();
        connected(V5, connect(assigned));
        first.expectDisconnect(0x8E);
    }

    @Test
    @Clause("MQTT-3.2.2-16")
    void returnsNoClientIdToAClientThatHasOne() {
        Received.ConnAck ack = open(V5).connect(connect(unique("client")));
        assertThat(ack.properties().has(ASSIGNED_CLIENT_IDENTIFIER)).isFalse();
    }

    @Test
    @Clause("MQTT3-3.1.3-6")
    void givesClientsWithoutAnIdASessionEach() {
        String topic = unique("topic");
        RawClient first = connected(V3_1_1, connect(""));
        RawClient second = connected(V3_1_1, connect(""));
        first.subscribed(topic, 0);
        first.expectNothing();
        second.send(publish(topic, "x"));
        first.expectPublish(topic, "x");
        expectNothingUnderWay(first, second);
    }

    @Test
    @Clause({"MQTT3-3.1.3-7", "MQTT3-3.1.3-8", "MQTT3-3.1.3-9", "MQTT3-3.2.2-4", "MQTT3-3.2.2-5"})
    void refusesToKeepASessionForAClientWithoutAnId() {
        RawClient client = open(V3_1_1);
        client.send(connect("").resume(), pingReq());
        assertThat(client.readToEnd()).isEqualTo(Bytes.of(0x20, 2, 0, 2));
    }

    @Since311
    @Clause({"MQTT-3.1.3-8", "MQTT-3.2.2-7", "MQTT-3.2.2-8", "MQTT3-3.1.3-9", "MQTT3-3.2.2-5"})
    void refusesAClientIdThatIsTooLong(ProtocolVersion version) {
        RawClient client = open(version);
        client.send(connect("x".repeat(65)));
        client.expectConnAck(version.isV5() ? 0x85 : 2);
        client.expectClosed();
    }

    @Since311
    @Clause({"MQTT-3.1.4-6", "MQTT3-3.1.4-5"})
    void ignoresWhatFollowsARefusedConnect(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket packet = version.isV5()
                ? connect(unique("client")).with(AUTHENTICATION_METHOD, "NO-SUCH-METHOD")
                : connect("").resume();
        RawClient refused = open(version);
        refused.send(packet, publish(topic, "x").retain());
        refused.readToEnd();
        RawClient observer = subscribed(version, topic, 0);
        observer.expectNothing();
    }
}
