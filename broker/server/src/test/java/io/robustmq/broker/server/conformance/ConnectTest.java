package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.auth;
import static io.robustmq.broker.server.conformance.client.CodedPacket.disconnect;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pingReq;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.Outgoing;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in: the first packet and its fields (5.0 and 3.1.1 §3.1). */
class ConnectTest extends ConformanceTest {

    @EveryVersion
    @Clause({
        "MQTT-3.1.4-5",
        "MQTT-3.2.0-1",
        "MQTT-3.2.0-2",
        "MQTT3-3.1.4-4",
        "MQTT3-3.2.0-1",
        "MQTT3-7.0.0-2",
        "MQTT31-3.1-1"
    })
    void answersConnectOnceAndBeforeAllElse(ProtocolVersion version) {
        RawClient client = open(version);
        client.send(connect(unique("client")), pingReq());
        client.expectConnAck(0);
        client.expect(Received.PingResp.class);
        client.expectNothing();
    }

    @EveryVersion
    @Clause({"MQTT-3.1.0-1", "MQTT-3.14.0-1", "MQTT3-3.1.0-1"})
    void closesWithoutAWordIfTheFirstPacketIsNotConnect(ProtocolVersion version) {
        List<Outgoing> packets = List.of(
                pingReq(),
                disconnect(0),
                auth(0x19),
                publish(unique("topic"), "x").qos1(1),
                subscribe(1).filter(unique("topic"), 0));
        for (Outgoing packet : packets) {
            RawClient client = open(version);
            client.send(packet);
            client.expectClosed();
        }
    }

    @EveryVersion
    @Clause({"MQTT-3.1.0-2", "MQTT3-3.1.0-2"})
    void endsTheConnectionOnASecondConnect(ProtocolVersion version) {
        ConnectPacket packet = connect(unique("client"));
        RawClient client = connected(version, packet);
        client.send(packet);
        client.expectThrownOut(0x82);
    }

    @Since311
    @Clause({"MQTT-3.1.2-1", "MQTT3-3.1.2-1"})
    void closesOnAnotherProtocolName(ProtocolVersion version) {
        for (String name : List.of("MQTX", "mqtt", "MQTTT", "")) {
            RawClient client = open(version);
            ConnectPacket packet = connect(unique("client"));
            client.sendBytes(packet.encode(version, name, version.level(), packet.flags()));
            client.sendBytes(pingReq().encode(version));
            byte[] answer = client.readToEnd();
            if (answer.length > 0) {
                assertThat(answer).startsWith(0x20);
                assertThat(answer[3] & 0xFF).as("code of CONNACK").isIn(0x01, 0x84);
            }
        }
    }

    @Test
    @Clause({"MQTT3-3.1.2-2", "MQTT3-3.2.2-5"})
    void answersAnOlderProtocolLevelWithReturnCode1() {
        for (int level : new int[] {0, 2}) {
            RawClient client = open(V3_1_1);
            ConnectPacket packet = connect(unique("client"));
            client.sendBytes(packet.encode(V3_1_1, "MQTT", level, packet.flags()));
            assertThat(client.readToEnd()).isEqualTo(Bytes.of(0x20, 2, 0, 1));
        }
    }

    @Test
    @Clause({"MQTT-3.1.2-2", "MQTT-3.2.2-7"})
    void answersANewerProtocolLevelWithUnsupportedProtocolVersion() {
        RawClient client = open(V5);
        ConnectPacket packet = connect(unique("client"));
        client.sendBytes(packet.encode(V5, "MQTT", 6, packet.flags()));
        byte[] answer = client.readToEnd();
        assertThat(answer).startsWith(0x20);
        assertThat(answer[3] & 0xFF).isEqualTo(0x84);
    }

    @Since311
    @Clause({"MQTT-3.1.2-3", "MQTT3-3.1.2-3"})
    void refusesTheReservedConnectFlag(ProtocolVersion version) {
        RawClient client = open(version);
        ConnectPacket packet = connect(unique("client"));
        client.sendBytes(packet.encode(version, packet.flags() | 0x01));
        client.expectRefusal(0x81);
    }

    @EveryVersion
    @Clause({
        "MQTT-3.1.2-11",
        "MQTT-3.1.2-13",
        "MQTT-3.1.4-1",
        "MQTT3-3.1.2-11",
        "MQTT3-3.1.2-13",
        "MQTT3-3.1.2-15",
        "MQTT3-3.1.4-1"
    })
    void refusesFlagsOfAWillWithoutAWill(ProtocolVersion version) {
        for (int flags : new int[] {0x08, 0x10, 0x20}) {
            RawClient client = open(version);
            client.sendBytes(connect(unique("client")).encode(version, 0x02 | flags));
            client.expectRefusal(0x81);
        }
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-12", "MQTT3-3.1.2-14"})
    void refusesAWillOfQos3(ProtocolVersion version) {
        RawClient client = open(version);
        client.send(connect(unique("client")).will(will("topic", "x").qos(3)));
        client.expectRefusal(0x81);
    }

    @Since311
    @Clause({
        "MQTT-3.1.2-9", "MQTT-3.1.2-17", "MQTT-3.1.2-19", "MQTT-3.1.4-1",
        "MQTT3-3.1.2-9", "MQTT3-3.1.2-19", "MQTT3-3.1.2-21", "MQTT3-3.1.4-1"
    })
    void refusesFlagsWithoutTheirFields(ProtocolVersion version) {
        for (int flags : new int[] {0x04, 0x80, 0xC0}) {
            RawClient client = open(version);
            client.sendBytes(connect(unique("client")).encode(version, 0x02 | flags));
            client.expectRefusal(0x81);
        }
        RawClient client = open(version);
        client.sendBytes(connect(unique("client")).username("user").encode(version, 0xC2));
        client.expectRefusal(0x81);
    }

    @Since311
    @Clause({
        "MQTT-3.1.2-16",
        "MQTT-3.1.2-18",
        "MQTT-3.1.4-1",
        "MQTT3-3.1.2-11",
        "MQTT3-3.1.2-18",
        "MQTT3-3.1.2-20",
        "MQTT3-3.1.4-1"
    })
    void refusesFieldsWithoutTheirFlags(ProtocolVersion version) {
        ConnectPacket full = connect(unique("client")).username("user").password("secret");
        for (int flags : new int[] {0x02, 0x82}) {
            RawClient client = open(version);
            client.sendBytes(full.encode(version, flags));
            client.expectRefusal(0x81);
        }
        RawClient client = open(version);
        client.sendBytes(connect(unique("client")).will(will("topic", "x")).encode(version, 0x02));
        client.expectRefusal(0x81);
    }

    @Version3
    @Clause({"MQTT3-3.1.2-22", "MQTT31-3.1-4"})
    void closesOnAPasswordWithoutUserName(ProtocolVersion version) {
        RawClient client = open(version);
        client.send(connect(unique("client")).password("secret"));
        client.expectRefusal();
    }

    @EveryVersion
    @Clause({"MQTT-3.1.3-1", "MQTT3-3.1.3-1"})
    void readsTheFieldsInTheirOrder(ProtocolVersion version) {
        String topic = unique("will");
        RawClient observer = subscribed(version, topic, 0);
        connected(
                        version,
                        connect(unique("client"))
                                .will(will(topic, "gone"))
                                .username("user")
                                .password("secret"))
                .drop();
        observer.expectPublish(topic, "gone");
    }

    @EveryVersion
    @Clause({"MQTT-3.1.4-1", "MQTT3-3.1.4-1", "MQTT3-3.2.2-6"})
    void refusesAConnectThatIsTooShortOrTooLong(ProtocolVersion version) {
        byte[] packet = connect(unique("client")).encode(version);
        for (int length : new int[] {packet.length - 1, packet.length - 4, packet.length + 3}) {
            RawClient client = open(version);
            byte[] cut = Arrays.copyOf(packet, length);
            cut[1] = (byte) (length - 2);
            client.sendBytes(cut);
            client.expectRefusal(0x81);
        }
    }
}
