package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.conformance.client.UnsubscribePacket.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.CodedPacket;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.Outgoing;
import io.robustmq.broker.server.conformance.client.RawClient;
import org.junit.jupiter.api.Test;

/** Where MQTT 3.1 differs from what came after. */
class Mqtt31Test extends ConformanceTest {

    @Test
    @Clause("MQTT31-3.1-1")
    void isCalledMQIsdpAtLevel3() {
        RawClient client = open(V3_1);
        client.sendBytes(connect(unique("client")).encode(V3_1, "MQIsdp", 3, 0x02));
        client.expectConnAck(0);
    }

    @Test
    @Clause({"MQTT31-3.1-2", "MQTT3-3.1.2-2"})
    void isNotSpokenUnderOneNameAtTheLevelOfAnother() {
        for (var mixed : new ProtocolVersion[][] {{V3_1, V3_1_1}, {V3_1_1, V3_1}}) {
            RawClient client = open(V3_1);
            client.sendBytes(connect(unique("client")).encode(V3_1, mixed[0].protocolName(), mixed[1].level(), 0x02));
            assertThat(client.readToEnd()).isEqualTo(Bytes.of(0x20, 2, 0, 1));
        }
    }

    @Test
    @Clause("MQTT31-3.1-3")
    void refusesClientIdsThatAreTooLongOrEmpty() {
        for (String clientId : new String[] {"", "a".repeat(24)}) {
            RawClient client = open(V3_1);
            client.send(connect(clientId));
            assertThat(client.readToEnd()).isEqualTo(Bytes.of(0x20, 2, 0, 2));
        }
    }

    @Test
    @Clause("MQTT31-3.2-1")
    void saysNothingOfASessionInConnAck() {
        ConnectPacket persistent = persistent(V3_1);
        connected(V3_1, persistent).disconnect();
        assertThat(open(V3_1).connect(persistent).sessionPresent()).isFalse();
    }

    @Test
    @Clause("MQTT31-3.6-1")
    void acceptsRepeatedPacketsWithDup() {
        String topic = unique("topic");
        RawClient client = connected(V3_1);
        client.sendBytes(withDup(subscribe(1).filter(topic, 0)));
        client.expectSubAck(1, 0);
        client.sendBytes(withDup(unsubscribe(2, topic)));
        client.expectUnsubAck(2);
        client.send(publish(topic, "x").qos2(7));
        client.expectPubRec(7);
        client.sendBytes(withDup(CodedPacket.pubRel(7, 0)));
        client.expectPubComp(7);
    }

    private static byte[] withDup(Outgoing packet) {
        byte[] bytes = packet.encode(V3_1);
        bytes[0] |= 0x08;
        return bytes;
    }
}
