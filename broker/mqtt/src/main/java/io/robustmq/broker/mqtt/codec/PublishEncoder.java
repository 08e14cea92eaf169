package io.robustmq.broker.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * Writes PUBLISH without making a packet object first. A null topic is sent empty and needs a topic alias in the
 * properties; properties are left out before 5.0, and must already be as this receiver is to see them.
 */
public final class PublishEncoder {
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
        throw new UnsupportedOperationException("under way");
    }

    /** Appends everything before the payload; exactly {@code payloadBytes} of payload must follow, in pieces if need be. */
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
        throw new UnsupportedOperationException("under way");
    }

    /** The whole packet (DUP 0) for many receivers; patch the packet id with {@link PublishFrame#writeTo}. */
    public static PublishFrame frame(
            ProtocolVersion version,
            @Nullable TopicName topic,
            byte[] payload,
            int qos,
            boolean retain,
            PublishProperties properties) {
        throw new UnsupportedOperationException("under way");
    }
}
