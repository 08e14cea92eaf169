package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;

/** At most once (5.0 and 3.1.1 §4.3.1). */
class PublishQos0Test extends ConformanceTest {

    @EveryVersion
    @Clause({
        "MQTT-2.2.1-2", "MQTT-3.3.1-2", "MQTT-4.3.1-1",
        "MQTT3-2.3.1-5", "MQTT3-3.3.1-2", "MQTT3-4.3.1-1"
    })
    void deliversWithoutPacketIdAndDup(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 2);
        connected(version).send(publish(topic, "once"));
        Received.Publish received = subscriber.expectPublish(topic, "once");
        assertThat(received.qos()).isZero();
        assertThat(received.dup()).isFalse();
        int properties = version.isV5() ? 1 : 0;
        assertThat(received.size()).isEqualTo(2 + 2 + topic.length() + properties + "once".length());
    }

    @EveryVersion
    @Clause({"MQTT-3.3.4-1", "MQTT3-3.3.4-1"})
    void answersNothing(ProtocolVersion version) {
        RawClient publisher = connected(version);
        publisher.send(publish(unique("topic"), "once"));
        publisher.expectNothing();
    }

    @Since311
    @Clause({"MQTT-3.3.1-2", "MQTT3-3.3.1-2"})
    void endsTheConnectionOnDupAtQos0(ProtocolVersion version) {
        RawClient publisher = connected(version);
        publisher.send(publish(unique("topic"), "once").dup());
        publisher.expectThrownOut(0x81);
    }

    @Test
    @Clause("MQTT-2.2.2-1")
    void writesALengthOfZeroWhereThereAreNoProperties() {
        String topic = unique("topic");
        RawClient subscriber = subscribed(V5, topic, 0);
        connected(V5).send(publish(topic, ""));
        assertThat(subscriber.expectPublish(topic, "").size()).isEqualTo(2 + 2 + topic.length() + 1);
    }
}
