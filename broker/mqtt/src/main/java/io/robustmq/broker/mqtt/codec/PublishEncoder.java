package io.robustmq.broker.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.codec.encode.BufferSink;
import io.robustmq.broker.mqtt.codec.encode.PublishPropertiesEncoder;
import io.robustmq.broker.mqtt.codec.wire.PacketType;
import io.robustmq.broker.mqtt.codec.wire.Varint;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * Writes PUBLISH without making a packet object first.
 *
 * <pre>
 *   0011 dup qos qos retain | remaining length 1..4 | topic length 2, topic | packet id 2, if QoS &gt; 0
 *   | 5.0: length of properties 1..4, properties | payload
 * </pre>
 *
 * <p>A null topic is sent empty and needs a topic alias in the properties. Properties are left out before 5.0; they
 * must already be as this receiver is to see them (remaining expiry, its subscription identifiers, its alias or none).
 */
public final class PublishEncoder {
    private static final byte[] NO_TOPIC = {};

    private PublishEncoder() {}

    /** The bytes {@link #encode} will write. */
    public static int encodedLength(
            ProtocolVersion version,
            @Nullable TopicName topic,
            int payloadBytes,
            int qos,
            PublishProperties properties) {
        return headLength(version, topic, payloadBytes, qos, properties) + payloadBytes;
    }

    /** Appends the whole packet; {@code packetId} is ignored at QoS 0. */
    public static void encode(
            ByteBuf out,
            ProtocolVersion version,
            @Nullable TopicName topic,
            byte[] payload,
            int qos,
            boolean retain,
            boolean dup,
            int packetId,
            PublishProperties properties) {
        writeHead(out, version, topic, payload.length, qos, retain, dup, packetId, properties);
        out.writeBytes(payload);
    }

    /** The bytes {@link #writeHead} will write: everything before the payload. */
    public static int headLength(
            ProtocolVersion version,
            @Nullable TopicName topic,
            int payloadBytes,
            int qos,
            PublishProperties properties) {
        int variable = 2 + utf8(topic).length + (qos > 0 ? 2 : 0);
        if (version.isV5()) {
            int bytes = PublishPropertiesEncoder.length(properties);
            variable += Varint.length(bytes) + bytes;
        }
        return 1 + Varint.length(variable + payloadBytes) + variable;
    }

    /**
     * Appends everything before the payload; exactly {@code payloadBytes} of payload must follow, in pieces if need be.
     */
    public static void writeHead(
            ByteBuf out,
            ProtocolVersion version,
            @Nullable TopicName topic,
            int payloadBytes,
            int qos,
            boolean retain,
            boolean dup,
            int packetId,
            PublishProperties properties) {
        byte[] name = utf8(topic);
        int propertyBytes = version.isV5() ? PublishPropertiesEncoder.length(properties) : 0;
        int remaining = 2
                + name.length
                + (qos > 0 ? 2 : 0)
                + (version.isV5() ? Varint.length(propertyBytes) + propertyBytes : 0)
                + payloadBytes;
        out.writeByte(PacketType.PUBLISH << 4 | (dup ? 0b1000 : 0) | qos << 1 | (retain ? 1 : 0));
        Varint.write(out, remaining);
        out.writeShort(name.length);
        out.writeBytes(name);
        if (qos > 0) { // [MQTT-2.2.1-2]
            out.writeShort(packetId);
        }
        if (version.isV5()) {
            Varint.write(out, propertyBytes);
            if (propertyBytes > 0) {
                PublishPropertiesEncoder.write(new BufferSink(out), properties);
            }
        }
    }

    /** The whole packet (DUP 0) for many receivers; patch the packet id with {@link PublishFrame#writeTo}. */
    public static PublishFrame frame(
            ProtocolVersion version,
            @Nullable TopicName topic,
            byte[] payload,
            int qos,
            boolean retain,
            PublishProperties properties) {
        byte[] bytes = new byte[encodedLength(version, topic, payload.length, qos, properties)];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        encode(out, version, topic, payload, qos, retain, false, 0, properties);
        return new PublishFrame(bytes, qos == 0 ? -1 : packetIdAt(version, topic, payload.length, properties));
    }

    private static int packetIdAt(
            ProtocolVersion version, @Nullable TopicName topic, int payloadBytes, PublishProperties properties) {
        int head = headLength(version, topic, payloadBytes, 1, properties);
        int afterPacketId = 0;
        if (version.isV5()) {
            int bytes = PublishPropertiesEncoder.length(properties);
            afterPacketId = Varint.length(bytes) + bytes;
        }
        return head - afterPacketId - 2;
    }

    private static byte[] utf8(@Nullable TopicName topic) {
        return topic == null ? NO_TOPIC : topic.utf8();
    }
}
