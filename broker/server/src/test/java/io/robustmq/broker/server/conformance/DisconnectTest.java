package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.disconnect;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pingReq;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;

/** Good-byes (5.0 and 3.1.1 §3.14). */
class DisconnectTest extends ConformanceTest {

    @EveryVersion
    @Clause({"MQTT-3.14.4-1", "MQTT-3.14.4-2", "MQTT3-3.14.4-1", "MQTT3-3.14.4-2"})
    void closesTheConnectionAndTakesNothingMore(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient observer = subscribed(version, topic, 0);
        ConnectPacket packet = connect(unique("client"));
        RawClient client = connected(version, packet);
        client.send(publish(topic, "before"), disconnect(0), publish(topic, "after"), pingReq());
        client.expectClosed();
        observer.expectPublish(topic, "before");
        expectNothingUnderWay(connected(version, packet), observer);
    }

    @Since311
    @Clause({"MQTT-3.14.1-1", "MQTT-2.1.3-1", "MQTT3-3.14.1-1", "MQTT3-2.2.2-2"})
    void isAnErrorWithReservedBits(ProtocolVersion version) {
        for (int flags : new int[] {0b0001, 0b0010, 0b1000}) {
            RawClient client = connected(version);
            client.sendBytes(Bytes.of(0xE0 | flags, 0));
            client.expectThrownOut(0x81);
        }
    }

    @Test
    @Clause({"MQTT-3.14.2-1", "MQTT-3.14.2-2", "MQTT-3.14.4-1", "MQTT-3.14.4-2", "MQTT-4.13.2-1"})
    void tellsAnOlderConnectionWhyAndNothingElse() {
        ConnectPacket persistent = persistent(V5);
        RawClient older = connected(V5, persistent);
        connected(V5, persistent);
        Received.Disconnect disconnect = older.expectDisconnect(0x8E);
        assertThat(disconnect.properties().has(SESSION_EXPIRY_INTERVAL)).isFalse();
    }

    @Test
    @Clause("MQTT-3.14.2-1")
    void takesTheShortForm() {
        RawClient client = connected(V5);
        client.sendBytes(Bytes.of(0xE0, 0));
        client.expectClosed();
        RawClient another = connected(V5);
        another.sendBytes(Bytes.of(0xE0, 1, 4));
        another.expectClosed();
    }

    @Test
    @Clause({"MQTT-3.14.2-1", "MQTT-4.13.1-1"})
    void isAnErrorWithACodeThatDoesNotExist() {
        RawClient client = connected(V5);
        client.sendBytes(Bytes.of(0xE0, 1, 0x42));
        client.expectThrownOut(0x81, 0x82);
    }
}
