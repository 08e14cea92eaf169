package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubAck;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.conformance.client.UnsubscribePacket.unsubscribe;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.CodedPacket;
import io.robustmq.broker.server.conformance.client.Outgoing;
import io.robustmq.broker.server.conformance.client.RawClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first bytes of a packet, and its packet id (5.0 and 3.1.1 §2). */
class FixedHeaderTest extends ConformanceTest {

    private void expectThrownOutWithFlags(ProtocolVersion version, Outgoing packet, int... flags) {
        for (int flag : flags) {
            RawClient client = connected(version);
            byte[] bytes = packet.encode(version);
            bytes[0] = (byte) ((bytes[0] & 0xF0) | flag);
            client.sendBytes(bytes);
            client.expectThrownOut(0x81);
        }
    }

    @Since311
    @Clause({"MQTT-2.1.3-1", "MQTT-3.6.1-1", "MQTT3-2.2.2-1", "MQTT3-2.2.2-2", "MQTT3-3.6.1-1"})
    void endsTheConnectionOnPubRelWithOtherFlags(ProtocolVersion version) {
        expectThrownOutWithFlags(version, CodedPacket.pubRel(1, 0), 0b0000, 0b0011, 0b1010);
    }

    @Since311
    @Clause({"MQTT-2.1.3-1", "MQTT-3.8.1-1", "MQTT3-2.2.2-1", "MQTT3-2.2.2-2", "MQTT3-3.8.1-1"})
    void endsTheConnectionOnSubscribeWithOtherFlags(ProtocolVersion version) {
        expectThrownOutWithFlags(version, subscribe(1).filter(unique("topic"), 0), 0b0000, 0b0011, 0b1010);
    }

    @Since311
    @Clause({"MQTT-2.1.3-1", "MQTT-3.10.1-1", "MQTT3-2.2.2-1", "MQTT3-2.2.2-2", "MQTT3-3.10.1-1"})
    void endsTheConnectionOnUnsubscribeWithOtherFlags(ProtocolVersion version) {
        expectThrownOutWithFlags(version, unsubscribe(1, unique("topic")), 0b0000, 0b0011, 0b1010);
    }

    @Since311
    @Clause({"MQTT-2.1.3-1", "MQTT3-2.2.2-1", "MQTT3-2.2.2-2"})
    void endsTheConnectionOnPingReqAndPubAckWithFlags(ProtocolVersion version) {
        expectThrownOutWithFlags(version, CodedPacket.pingReq(), 0b0001, 0b1000);
        expectThrownOutWithFlags(version, pubAck(1, 0), 0b0010);
    }

    @Test
    @Clause({"MQTT-2.1.3-1", "MQTT-3.15.1-1"})
    void endsTheConnectionOnAuthWithFlags() {
        expectThrownOutWithFlags(V5, CodedPacket.auth(0x19), 0b0001, 0b0010);
    }

    @Since311
    @Clause({"MQTT-2.1.3-1", "MQTT-3.1.4-1", "MQTT3-2.2.2-2", "MQTT3-3.1.4-1"})
    void closesOnConnectWithFlags(ProtocolVersion version) {
        RawClient client = open(version);
        byte[] bytes = connect(unique("client")).encode(version);
        bytes[0] |= 0b0010;
        client.sendBytes(bytes);
        client.expectRefusal(0x81);
    }

    @EveryVersion
    @Clause({"MQTT-3.3.1-4", "MQTT3-3.3.1-4"})
    void endsTheConnectionOnQos3(ProtocolVersion version) {
        expectThrownOutWithFlags(version, publish(unique("topic"), "x").qos2(1), 0b0110);
    }

    @EveryVersion
    @Clause({"MQTT-2.2.1-3", "MQTT3-2.3.1-1"})
    void endsTheConnectionOnPacketIdZero(ProtocolVersion version) {
        List<Outgoing> packets = List.of(
                subscribe(0).filter(unique("topic"), 0),
                unsubscribe(0, unique("topic")),
                publish(unique("topic"), "x").qos1(0),
                publish(unique("topic"), "x").qos2(0));
        for (Outgoing packet : packets) {
            RawClient client = connected(version);
            client.send(packet);
            client.expectThrownOut(0x81, 0x82);
        }
    }

    @EveryVersion
    @Clause({"MQTT-4.13.1-1", "MQTT3-4.8.0-1"})
    void endsTheConnectionOnAPacketOnlyServersSend(ProtocolVersion version) {
        for (byte[] packet : List.of(
                Bytes.of(0x20, 3, 0, 0, 0),
                Bytes.of(0x90, 4, 0, 1, 0, 0),
                Bytes.of(0xB0, 4, 0, 1, 0, 0),
                Bytes.of(0xD0, 0))) {
            RawClient client = connected(version);
            client.sendBytes(packet);
            client.expectThrownOut(0x81, 0x82);
        }
    }

    @EveryVersion
    @Clause({"MQTT-4.13.1-1", "MQTT3-4.8.0-1"})
    void endsTheConnectionOnAPacketTypeThatDoesNotExist(ProtocolVersion version) {
        RawClient client = connected(version);
        client.sendBytes(Bytes.of(version.isV5() ? 0x00 : 0xF0, 0));
        client.expectThrownOut(0x81, 0x82);
    }

    @EveryVersion
    @Clause({"MQTT-4.13.1-1", "MQTT3-4.8.0-1"})
    void endsTheConnectionOnAPacketTooShortForWhatItHolds(ProtocolVersion version) {
        for (byte[] packet : List.of(
                Bytes.of(0x32, 3, 0, 5, 'a'),
                Bytes.of(0x40, 1, 0),
                Bytes.of(0x62, 0),
                Bytes.of(0x82, 2, 0, 1),
                Bytes.of(0xC0, 1, 0))) {
            RawClient client = connected(version);
            client.sendBytes(packet);
            client.expectThrownOut(0x81, 0x82);
        }
    }

    @EveryVersion
    @Clause({"MQTT-4.13.1-1", "MQTT-4.13.2-1", "MQTT3-4.8.0-1"})
    void disturbsNobodyElseWhenItEndsAConnection(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 1);
        RawClient bad = connected(version);
        bad.sendBytes(Bytes.of(0x62, 0));
        bad.expectThrownOut(0x81, 0x82);
        connected(version).published(publish(topic, "still here").qos1(1));
        subscriber.expectPublish(topic, "still here");
    }
}
