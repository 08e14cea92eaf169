package io.robustmq.broker.mqtt.testkit;

import static io.robustmq.broker.mqtt.testkit.WireReader.require;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.AckProperties;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.ConnAckProperties;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packets a server sends. Throws {@link AssertionError} (or what reading past an end throws) on anything the
 * standard does not let a server send.
 */
public final class ClientDecoder {
    private static final Set<Integer> DIAGNOSTICS = Set.of(0x1F, 0x26);
    private static final Set<Integer> OF_CONNACK = Set.of(
            0x11, 0x21, 0x24, 0x25, 0x27, 0x12, 0x22, 0x1F, 0x26, 0x28, 0x29, 0x2A, 0x13, 0x1A, 0x1C, 0x15, 0x16);
    private static final Set<Integer> OF_PUBLISH = Set.of(0x01, 0x02, 0x23, 0x08, 0x09, 0x26, 0x0B, 0x03);
    private static final Set<Integer> OF_DISCONNECT = Set.of(0x1F, 0x26, 0x1C);
    private static final Set<Integer> OF_AUTH = Set.of(0x15, 0x16, 0x1F, 0x26);

    private ClientDecoder() {}

    /** The next packet, waiting for it; null if the server closed the connection between two packets. */
    public static @Nullable Packet read(InputStream in, ProtocolVersion version) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = 0;
        int shift = 0;
        int b;
        do {
            b = in.read();
            if (b < 0) {
                throw new EOFException("closed within a packet");
            }
            require(shift < 28, "a remaining length of more than four bytes");
            length |= (b & 127) << shift;
            shift += 7;
        } while (b > 127);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("closed within a packet");
        }
        return decode(first, body, version);
    }

    /** The packet that {@code bytes} are, all of them. */
    public static Packet decode(byte[] bytes, ProtocolVersion version) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int first = in.get() & 0xFF;
        WireReader frame = new WireReader(in);
        int length = frame.varint();
        require(length == in.remaining(), "the remaining length is " + length + ", not " + in.remaining());
        return decode(first, frame.rest(), version);
    }

    private static Packet decode(int first, byte[] body, ProtocolVersion version) {
        WireReader in = new WireReader(ByteBuffer.wrap(body));
        boolean v5 = version.isV5();
        Packet packet =
                switch (first) {
                    case 0x20 -> v5 ? connAck5(in) : connAck3(in, version);
                    case 0x40 -> new PubAck(in.u16(), ackReason(in, v5), ackProperties(in));
                    case 0x50 -> new PubRec(in.u16(), ackReason(in, v5), ackProperties(in));
                    case 0x62 -> new PubRel(in.u16(), ackReason(in, v5), ackProperties(in));
                    case 0x70 -> new PubComp(in.u16(), ackReason(in, v5), ackProperties(in));
                    case 0x90 -> subAck(in, v5);
                    case 0xB0 -> unsubAck(in, v5);
                    case 0xD0 -> PingResp.INSTANCE;
                    case 0xE0 -> disconnect(in, v5);
                    case 0xF0 -> auth(in, v5);
                    default -> {
                        require(first >> 4 == 3, "a first byte no server sends: " + first);
                        yield publish(first & 15, in, v5);
                    }
                };
        require(!in.hasMore(), "bytes are left over");
        return packet;
    }

    private static ConnAck connAck3(WireReader in, ProtocolVersion version) {
        int flags = in.u8();
        int code = in.u8();
        require(flags == 0 || (flags == 1 && code == 0 && version == ProtocolVersion.V3_1_1), "CONNACK flags " + flags);
        ReasonCode reason =
                switch (code) {
                    case 0 -> ReasonCode.SUCCESS;
                    case 1 -> ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
                    case 2 -> ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
                    case 3 -> ReasonCode.SERVER_UNAVAILABLE;
                    case 4 -> ReasonCode.BAD_USER_NAME_OR_PASSWORD;
                    case 5 -> ReasonCode.NOT_AUTHORIZED;
                    default -> throw new AssertionError("return code " + code);
                };
        return new ConnAck(flags == 1, reason, ConnAckProperties.NONE);
    }

    private static ConnAck connAck5(WireReader in) {
        int flags = in.u8();
        ReasonCode reason = in.reason();
        require(flags == 0 || (flags == 1 && reason == ReasonCode.SUCCESS), "CONNACK flags " + flags);
        Map<Integer, Object> p = in.properties(OF_CONNACK);
        return new ConnAck(
                flags == 1,
                reason,
                new ConnAckProperties(
                        number(p, 0x11, -1),
                        (int) number(p, 0x21, 65_535),
                        (int) number(p, 0x24, 2),
                        number(p, 0x25, 1) == 1,
                        number(p, 0x27, -1),
                        text(p, 0x12),
                        (int) number(p, 0x22, 0),
                        text(p, 0x1F),
                        userProperties(p),
                        number(p, 0x28, 1) == 1,
                        number(p, 0x29, 1) == 1,
                        number(p, 0x2A, 1) == 1,
                        (int) number(p, 0x13, -1),
                        text(p, 0x1A),
                        text(p, 0x1C),
                        text(p, 0x15),
                        (byte[]) p.get(0x16)));
    }

    private static Publish publish(int flags, WireReader in, boolean v5) {
        int qos = flags >> 1 & 3;
        require(qos < 3 && (qos > 0 || flags < 8), "PUBLISH flags " + flags);
        String topic = in.string();
        int packetId = qos == 0 ? 0 : in.u16();
        require(qos == 0 || packetId != 0, "packet id 0");
        PublishProperties properties = v5 ? publishProperties(in) : PublishProperties.NONE;
        require(!topic.isEmpty() || properties.topicAlias() != 0, "neither topic nor alias");
        return new Publish(
                topic.isEmpty() ? null : TopicName.of(topic),
                in.rest(),
                qos,
                (flags & 1) == 1,
                flags >= 8,
                packetId,
                properties);
    }

    private static PublishProperties publishProperties(WireReader in) {
        Map<Integer, Object> p = in.properties(OF_PUBLISH);
        List<?> identifiers = (List<?>) p.get(0x0B);
        return new PublishProperties(
                (int) number(p, 0x01, -1),
                number(p, 0x02, -1),
                (int) number(p, 0x23, 0),
                text(p, 0x08),
                (byte[]) p.get(0x09),
                userProperties(p),
                identifiers.stream().mapToInt(Integer.class::cast).toArray(),
                text(p, 0x03));
    }

    private static SubAck subAck(WireReader in, boolean v5) {
        int packetId = in.u16();
        AckProperties properties = v5 ? diagnostics(in) : AckProperties.NONE;
        List<ReasonCode> reasons = reasons(in);
        require(!reasons.isEmpty(), "SUBACK without reasons");
        return new SubAck(packetId, reasons, properties);
    }

    private static UnsubAck unsubAck(WireReader in, boolean v5) {
        int packetId = in.u16();
        AckProperties properties = v5 ? diagnostics(in) : AckProperties.NONE;
        return new UnsubAck(packetId, v5 ? reasons(in) : List.of(), properties);
    }

    private static Disconnect disconnect(WireReader in, boolean v5) {
        require(v5, "DISCONNECT from a server before 5.0");
        ReasonCode reason = in.hasMore() ? in.reason() : ReasonCode.SUCCESS;
        if (!in.hasMore()) {
            return Disconnect.because(reason, null);
        }
        Map<Integer, Object> p = in.properties(OF_DISCONNECT);
        return new Disconnect(reason, Disconnect.ABSENT, text(p, 0x1F), userProperties(p), text(p, 0x1C));
    }

    private static Auth auth(WireReader in, boolean v5) {
        require(v5, "AUTH before 5.0");
        ReasonCode reason = in.reason();
        Map<Integer, Object> p = in.properties(OF_AUTH);
        return new Auth(reason, text(p, 0x15), (byte[]) p.get(0x16), text(p, 0x1F), userProperties(p));
    }

    private static ReasonCode ackReason(WireReader in, boolean v5) {
        return v5 && in.hasMore() ? in.reason() : ReasonCode.SUCCESS;
    }

    private static AckProperties ackProperties(WireReader in) {
        return in.hasMore() ? diagnostics(in) : AckProperties.NONE;
    }

    private static AckProperties diagnostics(WireReader in) {
        Map<Integer, Object> p = in.properties(DIAGNOSTICS);
        return new AckProperties(text(p, 0x1F), userProperties(p));
    }

    private static List<ReasonCode> reasons(WireReader in) {
        List<ReasonCode> reasons = new ArrayList<>();
        while (in.hasMore()) {
            reasons.add(in.reason());
        }
        return reasons;
    }

    private static long number(Map<Integer, Object> properties, int id, long otherwise) {
        Object value = properties.get(id);
        return value == null ? otherwise : ((Number) value).longValue();
    }

    private static @Nullable String text(Map<Integer, Object> properties, int id) {
        return (String) properties.get(id);
    }

    private static List<UserProperty> userProperties(Map<Integer, Object> properties) {
        return ((List<?>) properties.get(0x26))
                .stream().map(UserProperty.class::cast).toList();
    }
}
