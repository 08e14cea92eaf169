package io.robustmq.broker.server.limits;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.PublishPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;

/** What may be retained. What is beyond is delivered all the same, and its publisher told where the protocol can. */
class RetainedLimitsTest extends LimitTest {

    private void expectDeliveredButNotKept(String topic, PublishPacket packet, ProtocolVersion version) {
        RawClient subscriber = subscribed(V5, topic, 0);
        RawClient publisher = connected(version);
        publisher.send(packet);
        Received.PubAck ack = publisher.expect(Received.PubAck.class);
        assertThat(ack.code()).isEqualTo(version.isV5() ? 0x97 : 0);
        subscriber.expectPublish();
        RawClient late = subscribed(V5, topic, 0);
        late.expectNothing();
    }

    @Test
    void areNoMoreThanTheMaximum() {
        startWith("retained.messages", "2");
        String topic = unique("topic");
        RawClient publisher = connected(V5);
        publisher.published(publish(topic + "/1", "x").qos1(1).retain());
        publisher.published(publish(topic + "/2", "x").qos1(1).retain());
        expectDeliveredButNotKept(
                topic + "/3", publish(topic + "/3", "x").qos1(1).retain(), V5);
        expectDeliveredButNotKept(
                topic + "/3", publish(topic + "/3", "x").qos1(1).retain(), V3_1_1);
        assertThat(dropped(Drop.RETAINED_LIMIT)).isEqualTo(2);
        publisher.published(publish(topic + "/1", "replaced").qos1(1).retain());
        publisher.published(publish(topic + "/2", "").qos1(1).retain());
        publisher.published(publish(topic + "/3", "now there is room").qos1(1).retain());
        RawClient late = subscribed(V5, topic + "/+", 0);
        late.expectPublish();
        late.expectPublish();
        late.expectNothing();
    }

    @Test
    void haveNoMoreBytesThanTheMaximum() {
        startWith("retained.bytes", "10KiB");
        String topic = unique("topic");
        connected(V5).published(publish(topic + "/1", new byte[6_000]).qos1(1).retain());
        expectDeliveredButNotKept(
                topic + "/2", publish(topic + "/2", new byte[6_000]).qos1(1).retain(), V5);
    }

    @Test
    void haveNoLargerPayloadThanTheMaximum() {
        startWith("retained.payload-bytes", "1KiB");
        String topic = unique("topic");
        connected(V5).published(publish(topic + "/1", new byte[1_024]).qos1(1).retain());
        expectDeliveredButNotKept(
                topic + "/2", publish(topic + "/2", new byte[1_025]).qos1(1).retain(), V5);
    }
}
