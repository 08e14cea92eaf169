package io.robustmq.broker.server.conformance.client;

import static io.robustmq.broker.server.conformance.client.Property.*;

import io.robustmq.broker.mqtt.ProtocolVersion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Turns a server's bytes into packets and fails on whatever a server of that version must not send. */
final class PacketReader {
    private static final Set<Property> ACK = EnumSet.of(REASON_STRING, USER_PROPERTY);
    private static final Set<Property> AUTH =
            EnumSet.of(AUTHENTICATION_METHOD, AUTHENTICATION_DATA, REASON_STRING, USER_PROPERTY);
    private static final Set<Property> DISCONNECT = EnumSet.of(REASON_STRING, USER_PROPERTY, SERVER_REFERENCE);
    private static final Set<Property> PUBLISH = EnumSet.of(
            PAYLOAD_FORMAT_INDICATOR,
            MESSAGE_EXPIRY_INTERVAL,
            CONTENT_TYPE,
            RESPONSE_TOPIC,
            CORRELATION_DATA,
            SUBSCRIPTION_IDENTIFIER,
            TOPIC_ALIAS,
            USER_PROPERTY);
    private static final Set<Property> CONNACK = EnumSet.of(
            SESSION_EXPIRY_INTERVAL,
            ASSIGNED_CLIENT_IDENTIFIER,
            SERVER_KEEP_ALIVE,
            AUTHENTICATION_METHOD,
            AUTHENTICATION_DATA,
            RESPONSE_INFORMATION,
            SERVER_REFERENCE,
            REASON_STRING,
            RECEIVE_MAXIMUM,
            TOPIC_ALIAS_MAXIMUM,
            MAXIMUM_QOS,
            RETAIN_AVAILABLE,
            USER_PROPERTY,
            MAXIMUM_PACKET_SIZE,
            WILDCARD_SUBSCRIPTION_AVAILABLE,
            SUBSCRIPTION_IDENTIFIERS_AVAILABLE,
            SHARED_SUBSCRIPTION_AVAILABLE);

    private final boolean v5;
    private final Reader in;
    private final int flags;
    private final int size;

    private PacketReader(ProtocolVersion version, int flags, byte[] body, int size) {
        this.v5 = version.isV5();
        this.in = new Reader(body);
        this.flags = flags;
        this.size = size;
    }

    static Received read(ProtocolVersion version, int firstByte, byte[] body, int size) {
        PacketReader reader = new PacketReader(version, firstByte & 0x0F, body, size);
        Received packet = reader.packet(firstByte >> 4);
        if (reader.in.hasMore()) {
            throw new AssertionError("bytes left over after " + packet);
        }
        return packet;
    }

    private Received packet(int type) {
        if (type != 3 && flags != (type == 6 ? 2 : 0)) {
            throw new AssertionError("reserved flags of packet type " + type + " are " + flags);
        }
        return switch (type) {
            case 2 -> connAck();
            case 3 -> publish();
            case 4 -> new Received.PubAck(packetId(), code(), optional(ACK), size);
            case 5 -> new Received.PubRec(packetId(), code(), optional(ACK), size);
            case 6 -> new Received.PubRel(packetId(), code(), optional(ACK), size);
            case 7 -> new Received.PubComp(packetId(), code(), optional(ACK), size);
            case 9 -> subAck();
            case 11 -> unsubAck();
            case 13 -> new Received.PingResp(size);
            case 14 -> new Received.Disconnect(since5(code()), optional(DISCONNECT), size);
            case 15 -> new Received.Auth(since5(code()), optional(AUTH), size);
            default -> throw new AssertionError("no server sends packet type " + type);
        };
    }

    private Received connAck() {
        int acknowledge = in.u8();
        if (acknowledge > 1) {
            throw new AssertionError("reserved connect acknowledge flags: " + acknowledge);
        }
        return new Received.ConnAck(acknowledge == 1, in.u8(), mandatory(CONNACK), size);
    }

    private Received publish() {
        int qos = flags >> 1 & 3;
        boolean dup = (flags & 8) != 0;
        if (qos == 3 || (qos == 0 && dup)) {
            throw new AssertionError("PUBLISH with flags " + flags);
        }
        String topic = in.text();
        int packetId = qos == 0 ? 0 : packetId();
        Properties properties = mandatory(PUBLISH);
        return new Received.Publish(topic, in.rest(), qos, (flags & 1) != 0, dup, packetId, properties, size);
    }

    private Received subAck() {
        int packetId = packetId();
        Properties properties = mandatory(ACK);
        return new Received.SubAck(packetId, codes(), properties, size);
    }

    private Received unsubAck() {
        int packetId = packetId();
        Properties properties = mandatory(ACK);
        return new Received.UnsubAck(packetId, v5 ? codes() : List.of(), properties, size);
    }

    private int packetId() {
        int packetId = in.u16();
        if (packetId == 0) {
            throw new AssertionError("packet id 0");
        }
        return packetId;
    }

    /** The reason code, which stands for success when it is left out and does not exist before 5.0. */
    private int code() {
        return v5 && in.hasMore() ? in.u8() : 0;
    }

    private int since5(int code) {
        if (!v5) {
            throw new AssertionError("a server sends this packet since 5.0 only");
        }
        return code;
    }

    private Properties mandatory(Set<Property> allowed) {
        return v5 ? Properties.read(in, allowed) : Properties.NONE;
    }

    private Properties optional(Set<Property> allowed) {
        return v5 && in.hasMore() ? Properties.read(in, allowed) : Properties.NONE;
    }

    private List<Integer> codes() {
        List<Integer> codes = new ArrayList<>();
        while (in.hasMore()) {
            codes.add(in.u8());
        }
        return codes;
    }
}
