package io.robustmq.broker.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.decode.AckDecoder;
import io.robustmq.broker.mqtt.codec.decode.AuthDecoder;
import io.robustmq.broker.mqtt.codec.decode.ConnectDecoder;
import io.robustmq.broker.mqtt.codec.decode.DisconnectDecoder;
import io.robustmq.broker.mqtt.codec.decode.PacketBody;
import io.robustmq.broker.mqtt.codec.decode.ProtocolLevel;
import io.robustmq.broker.mqtt.codec.decode.PublishDecoder;
import io.robustmq.broker.mqtt.codec.decode.Subscribe5Decoder;
import io.robustmq.broker.mqtt.codec.decode.SubscribeDecoder;
import io.robustmq.broker.mqtt.codec.decode.UnsubscribeDecoder;
import io.robustmq.broker.mqtt.codec.wire.PacketType;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.topic.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packets one client sends to a server; one per connection and confined to it.
 *
 * <pre>
 *   type type type type flag flag flag flag | remaining length 1..4 | body
 * </pre>
 *
 * <p>It knows the order that the format itself depends on, CONNECT first and once, and nothing else of the protocol.
 * What is wrong with the first bytes (type, flags, size) is said before the rest has come; looking at an unfinished
 * packet again costs the same few bytes however long it is.
 *
 * <p>Source: MQTT 5.0 §2.1, §4.13; 3.1.1 §2.2, §4.8.
 */
public final class PacketDecoder {
    /** A longer topic is not kept for the next message, so that an idle connection does not hold on to it. */
    private static final int REMEMBERED_TOPIC_BYTES = 256;

    private final int maximumPacketBytes;
    private @Nullable ProtocolVersion version;
    private boolean connected;
    private boolean bridge;
    private @Nullable TopicName lastTopic;

    /** @param maximumPacketBytes the largest packet accepted, fixed header included */
    public PacketDecoder(int maximumPacketBytes) {
        this.maximumPacketBytes = maximumPacketBytes;
    }

    /**
     * Takes exactly one whole packet off {@code in}, or nothing and returns null when it is not all there yet. The
     * packet shares no bytes with {@code in}, which stays the caller's.
     *
     * @throws MalformedPacketException with the reason to give; the connection is of no use afterwards
     */
    public @Nullable Packet decode(ByteBuf in) {
        int start = in.readerIndex();
        int available = in.readableBytes();
        if (available == 0) {
            return null;
        }
        int first = in.getUnsignedByte(start);
        requireAllowed(first >> 4, first & 0x0F);
        int remaining = 0;
        int headBytes = 1;
        int next;
        do {
            if (headBytes == available) {
                return null;
            }
            next = in.getUnsignedByte(start + headBytes);
            remaining |= (next & 0x7F) << (7 * (headBytes - 1));
            headBytes++;
        } while (next >= 0x80 && headBytes < 5);
        requireAllowedLength(next, headBytes, remaining);
        if (available - headBytes < remaining) {
            return null;
        }
        int end = start + headBytes + remaining;
        Packet packet = decode(first, new PacketBody(in, start + headBytes, end));
        in.readerIndex(end);
        return packet;
    }

    private void requireAllowed(int type, int flags) {
        if (type == PacketType.PUBLISH && connected) {
            PublishDecoder.requireAllowed(flags);
            return;
        }
        if (connected == (type == PacketType.CONNECT)) { // [MQTT-3.1.0-1] [MQTT-3.1.0-2]
            throw protocolError(connected ? "a second CONNECT" : "the first packet is not CONNECT");
        }
        switch (type) {
            case PacketType.PUBREL, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE -> {
                // in 3.1 these are sent at QoS 1 and may be repeated with DUP
                int meant = version == ProtocolVersion.V3_1 ? flags & 0b0111 : flags;
                requireFlags(0b0010, meant); // [MQTT-3.6.1-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1]
            }
            case PacketType.CONNACK, PacketType.SUBACK, PacketType.UNSUBACK, PacketType.PINGRESP ->
                throw protocolError("a packet that only servers send");
            default -> requireFlags(0, flags); // [MQTT-2.1.3-1]
        }
    }

    private static void requireFlags(int expected, int flags) {
        if (flags != expected) {
            throw malformed("reserved flags of the fixed header are set");
        }
    }

    private void requireAllowedLength(int last, int headBytes, int remaining) {
        if (last >= 0x80) {
            throw malformed("the remaining length is longer than four bytes");
        }
        if (last == 0 && headBytes > 2 && version == ProtocolVersion.V5) { // [MQTT-1.5.5-1]
            throw malformed("the remaining length is longer than it need be");
        }
        if (headBytes + remaining > maximumPacketBytes) { // [MQTT-3.2.2-15]
            throw new MalformedPacketException(ReasonCode.PACKET_TOO_LARGE, "the packet is larger than allowed here");
        }
    }

    private Packet decode(int first, PacketBody body) {
        ProtocolVersion spoken = version;
        if (!connected || spoken == null) {
            return connect(body);
        }
        return switch (first >> 4) {
            case PacketType.PUBLISH -> publish(body, first & 0x0F, spoken);
            case PacketType.PUBACK -> AckDecoder.pubAck(body, spoken);
            case PacketType.PUBREC -> AckDecoder.pubRec(body, spoken);
            case PacketType.PUBREL -> AckDecoder.pubRel(body, spoken);
            case PacketType.PUBCOMP -> AckDecoder.pubComp(body, spoken);
            case PacketType.SUBSCRIBE ->
                spoken.isV5() ? Subscribe5Decoder.decode(body) : SubscribeDecoder.decode(body, bridge);
            case PacketType.UNSUBSCRIBE -> UnsubscribeDecoder.decode(body, spoken);
            case PacketType.PINGREQ -> pingReq(body);
            case PacketType.DISCONNECT -> DisconnectDecoder.decode(body, spoken);
            case PacketType.AUTH -> AuthDecoder.decode(requireV5(body, spoken));
            default -> throw malformed("an unknown packet type");
        };
    }

    private Connect connect(PacketBody body) {
        ProtocolLevel level = ProtocolLevel.read(body);
        version = level.nearest();
        bridge = level.isBridge();
        level.requireSupported();
        Connect connect = ConnectDecoder.decode(body, level.nearest());
        connected = true;
        return connect;
    }

    private Publish publish(PacketBody body, int flags, ProtocolVersion spoken) {
        Publish publish = PublishDecoder.decode(body, flags, spoken, lastTopic);
        TopicName topic = publish.topic();
        if (topic != null && topic.utf8().length <= REMEMBERED_TOPIC_BYTES) {
            lastTopic = topic;
        }
        return publish;
    }

    private static PingReq pingReq(PacketBody body) {
        body.requireEnd();
        return PingReq.INSTANCE;
    }

    private static PacketBody requireV5(PacketBody body, ProtocolVersion spoken) {
        if (!spoken.isV5()) {
            throw malformed("an unknown packet type");
        }
        return body;
    }

    private static MalformedPacketException malformed(String why) {
        return new MalformedPacketException(ReasonCode.MALFORMED_PACKET, why);
    }

    private static MalformedPacketException protocolError(String why) {
        return new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, why);
    }

    /**
     * The version to speak: what CONNECT said, known even if the rest of CONNECT was bad; for a level nobody supports
     * the nearest version, so that the refusal (0x84) can be understood. Null when nothing said so: then close without
     * a word.
     */
    public @Nullable ProtocolVersion version() {
        return version;
    }
}
