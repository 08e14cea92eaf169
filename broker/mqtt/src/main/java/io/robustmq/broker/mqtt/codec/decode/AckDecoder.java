package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.AckProperties;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import java.util.EnumSet;
import java.util.Set;

/**
 * PUBACK, PUBREC, PUBREL and PUBCOMP (MQTT 5.0 §3.4 to §3.7): a packet id; since 5.0 perhaps a reason code, and then
 * perhaps properties.
 */
public final class AckDecoder {
    /** Answers to a message. */
    private static final Set<ReasonCode> RECEIVED = EnumSet.of(
            ReasonCode.SUCCESS,
            ReasonCode.NO_MATCHING_SUBSCRIBERS,
            ReasonCode.UNSPECIFIED_ERROR,
            ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
            ReasonCode.NOT_AUTHORIZED,
            ReasonCode.TOPIC_NAME_INVALID,
            ReasonCode.PACKET_IDENTIFIER_IN_USE,
            ReasonCode.QUOTA_EXCEEDED,
            ReasonCode.PAYLOAD_FORMAT_INVALID);

    /** The later steps of QoS 2. */
    private static final Set<ReasonCode> RELEASED =
            EnumSet.of(ReasonCode.SUCCESS, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);

    private AckDecoder() {}

    public static PubAck pubAck(PacketBody body, ProtocolVersion version) {
        int packetId = body.packetId();
        ReasonCode reason = reason(body, version, RECEIVED); // [MQTT-3.4.2-1]
        return new PubAck(packetId, reason, properties(body));
    }

    public static PubRec pubRec(PacketBody body, ProtocolVersion version) {
        int packetId = body.packetId();
        ReasonCode reason = reason(body, version, RECEIVED); // [MQTT-3.5.2-1]
        return new PubRec(packetId, reason, properties(body));
    }

    public static PubRel pubRel(PacketBody body, ProtocolVersion version) {
        int packetId = body.packetId();
        ReasonCode reason = reason(body, version, RELEASED); // [MQTT-3.6.2-1]
        return new PubRel(packetId, reason, properties(body));
    }

    public static PubComp pubComp(PacketBody body, ProtocolVersion version) {
        int packetId = body.packetId();
        ReasonCode reason = reason(body, version, RELEASED); // [MQTT-3.7.2-1]
        return new PubComp(packetId, reason, properties(body));
    }

    private static ReasonCode reason(PacketBody body, ProtocolVersion version, Set<ReasonCode> allowed) {
        if (!version.isV5()) {
            body.requireEnd();
        }
        return body.remaining() == 0 ? ReasonCode.SUCCESS : body.reason(allowed);
    }

    private static AckProperties properties(PacketBody body) {
        if (body.remaining() == 0) {
            return AckProperties.NONE;
        }
        String reasonString = null;
        Properties properties = Properties.of(body);
        for (int id = properties.next(); id != Properties.END; id = properties.next()) {
            if (id != PropertyId.REASON_STRING) {
                throw properties.notAllowed(id);
            }
            reasonString = body.string();
        }
        body.requireEnd();
        return new AckProperties(reasonString, properties.userProperties());
    }
}
