package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.CONTENT_TYPE;
import static io.robustmq.broker.server.conformance.client.Property.RESPONSE_TOPIC;
import static io.robustmq.broker.server.conformance.client.Property.SUBSCRIPTION_IDENTIFIER;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.conformance.client.UnsubscribePacket.unsubscribe;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.Outgoing;
import io.robustmq.broker.server.conformance.client.RawClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text and numbers on the wire (5.0 §1.5, 3.1.1 §1.5.3 and §2.2.3). */
class DataRepresentationTest extends ConformanceTest {
    private static final String PLACE = "@@@";

    /** Three bytes each, to take the place of {@link #PLACE}. */
    private static final List<byte[]> ILL_FORMED = List.of(
            Bytes.of(0xED, 0xA0, 0x80), // U+D800, a surrogate
            Bytes.of(0xED, 0xBF, 0xBF), // U+DFFF, another
            Bytes.of(0xE0, 0x80, 0xAF), // a slash, in more bytes than it takes
            Bytes.of('a', 0xC3, 'b'), // a sequence cut short
            Bytes.of('a', 'b', 0xE2), // the same at the end
            Bytes.of('a', 0xFF, 'b')); // no UTF-8 at all

    private static final byte[] WITH_NUL = Bytes.of('a', 0, 'b');

    private static List<Outgoing> connectsWithText() {
        return List.of(
                connect("id" + PLACE),
                connect("id").will(will("will/" + PLACE, "x")),
                connect("id").username("user" + PLACE).password("x"));
    }

    private static List<Outgoing> othersWithText() {
        return List.of(
                publish("topic/" + PLACE, "x"),
                subscribe(1).filter("filter/" + PLACE, 0),
                unsubscribe(1, "filter/" + PLACE));
    }

    @EveryVersion
    @Clause({
        "MQTT-1.5.4-1", "MQTT-3.1.3-4", "MQTT-3.1.3-11", "MQTT-3.1.3-12", "MQTT-3.1.4-1",
        "MQTT3-1.5.3-1", "MQTT3-3.1.3-4", "MQTT3-3.1.3-10", "MQTT3-3.1.3-11", "MQTT3-3.1.4-1"
    })
    void refusesAConnectWithIllFormedText(ProtocolVersion version) {
        for (Outgoing packet : connectsWithText()) {
            for (byte[] text : ILL_FORMED) {
                RawClient client = open(version);
                client.sendBytes(put(packet.encode(version), text));
                client.expectRefusal(0x81);
            }
        }
    }

    @EveryVersion
    @Clause({
        "MQTT-1.5.4-1", "MQTT-3.3.2-1", "MQTT-3.8.3-1", "MQTT-3.10.3-1",
        "MQTT3-1.5.3-1", "MQTT3-3.3.2-1", "MQTT3-3.8.3-1", "MQTT3-3.10.3-1"
    })
    void endsTheConnectionOnIllFormedText(ProtocolVersion version) {
        for (Outgoing packet : othersWithText()) {
            for (byte[] text : ILL_FORMED) {
                RawClient client = connected(version);
                client.sendBytes(put(packet.encode(version), text));
                client.expectThrownOut(0x81);
            }
        }
    }

    @EveryVersion
    @Clause({"MQTT-1.5.4-2", "MQTT-4.7.3-2", "MQTT3-1.5.3-2", "MQTT3-4.7.3-2"})
    void endsTheConnectionOnTextWithNul(ProtocolVersion version) {
        for (Outgoing packet : connectsWithText()) {
            RawClient client = open(version);
            client.sendBytes(put(packet.encode(version), WITH_NUL));
            client.expectRefusal(0x81);
        }
        for (Outgoing packet : othersWithText()) {
            RawClient client = connected(version);
            client.sendBytes(put(packet.encode(version), WITH_NUL));
            client.expectThrownOut(0x81);
        }
    }

    @Test
    @Clause({"MQTT-1.5.7-1", "MQTT-3.3.2-13", "MQTT-3.3.2-19"})
    void endsTheConnectionOnIllFormedTextInProperties() {
        List<Outgoing> packets = List.of(
                publish("topic", "x").withUserProperty("name" + PLACE, "value"),
                publish("topic", "x").withUserProperty("name", "value" + PLACE),
                publish("topic", "x").with(RESPONSE_TOPIC, "response" + PLACE),
                publish("topic", "x").with(CONTENT_TYPE, "type" + PLACE));
        for (Outgoing packet : packets) {
            for (byte[] text : List.of(ILL_FORMED.getFirst(), ILL_FORMED.getLast(), WITH_NUL)) {
                RawClient client = connected(V5);
                client.sendBytes(put(packet.encode(V5), text));
                client.expectThrownOut(0x81);
            }
        }
    }

    @EveryVersion
    @Clause({"MQTT-1.5.4-3", "MQTT3-1.5.3-3"})
    void keepsAByteOrderMark(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, "\uFEFF" + topic + "/\uFEFF", 0);
        RawClient withoutMark = subscribed(version, topic + "/", 0);
        RawClient publisher = connected(version);
        publisher.send(publish("\uFEFF" + topic + "/\uFEFF", "\uFEFFx"));
        subscriber.expectPublish("\uFEFF" + topic + "/\uFEFF", "\uFEFFx");
        expectNothingUnderWay(publisher, withoutMark);
    }

    @ParameterizedTest
    @Clause("MQTT-1.5.5-1")
    @ValueSource(ints = {1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455})
    void writesVariableByteIntegersInAsFewBytesAsTheyTake(int identifier) {
        String topic = unique("topic");
        RawClient subscriber = connected(V5);
        subscriber.send(subscribe(1).with(SUBSCRIPTION_IDENTIFIER, identifier).filter(topic, 0));
        subscriber.expectSubAck(1, 0);
        connected(V5).send(publish(topic, ""));
        var received = subscriber.expectPublish(topic, "");
        assertThat(received.properties().numbers(SUBSCRIPTION_IDENTIFIER)).containsExactly((long) identifier);
    }

    @EveryVersion
    @Clause("MQTT-1.5.5-1")
    void writesTheRemainingLengthInAsFewBytesAsItTakes(ProtocolVersion version) {
        String topic = unique("topic");
        int around = 2 + topic.length() + (version.isV5() ? 1 : 0);
        RawClient subscriber = subscribed(version, topic, 0);
        RawClient publisher = connected(version);
        for (int remaining : new int[] {127, 128, 16_383, 16_384, 2_097_151, 2_097_152}) {
            publisher.send(publish(topic, new byte[remaining - around]));
            int lengthBytes = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
            assertThat(subscriber.expectPublish().size()).isEqualTo(1 + lengthBytes + remaining);
        }
    }

    @EveryVersion
    @Clause({"MQTT-1.5.5-1", "MQTT-4.13.1-1", "MQTT3-4.8.0-1"})
    void endsTheConnectionOnARemainingLengthOfFiveBytes(ProtocolVersion version) {
        RawClient client = connected(version);
        client.sendBytes(Bytes.of(0x30, 0x80, 0x80, 0x80, 0x80, 0x01));
        client.expectThrownOut(0x81);
    }

    @Test
    @Clause({"MQTT-1.5.5-1", "MQTT-4.13.1-1"})
    void endsTheConnectionOnAVariableByteIntegerLongerThanItNeedBe() {
        RawClient remainingLength = connected(V5);
        remainingLength.sendBytes(Bytes.of(0xC0, 0x80, 0x00));
        remainingLength.expectThrownOut(0x81);
        RawClient propertyLength = connected(V5);
        propertyLength.sendBytes(Bytes.of(0x30, 0x05, 0x00, 0x01, 't', 0x80, 0x00));
        propertyLength.expectThrownOut(0x81);
    }

    private static byte[] put(byte[] packet, byte[] text) {
        for (int at = 0; at < packet.length - 2; at++) {
            if (packet[at] == '@' && packet[at + 1] == '@' && packet[at + 2] == '@') {
                System.arraycopy(text, 0, packet, at, 3);
                return packet;
            }
        }
        throw new IllegalArgumentException("nowhere to put it");
    }
}
