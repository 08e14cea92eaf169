package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.Disconnect;
import java.util.EnumSet;
import java.util.Set;

/**
 * DISCONNECT from a client: nothing before 5.0; then perhaps a reason code, and then perhaps properties (MQTT 5.0
 * §3.14).
 */
public final class DisconnectDecoder {
    private static final Disconnect NORMAL = Disconnect.because(ReasonCode.SUCCESS, null);

    /** What the table of §3.14.2.1 lets a client say. */
    private static final Set<ReasonCode> FROM_CLIENTS = EnumSet.of(
            ReasonCode.SUCCESS,
            ReasonCode.DISCONNECT_WITH_WILL,
            ReasonCode.UNSPECIFIED_ERROR,
            ReasonCode.MALFORMED_PACKET,
            ReasonCode.PROTOCOL_ERROR,
            ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
            ReasonCode.BAD_AUTHENTICATION_METHOD,
            ReasonCode.TOPIC_NAME_INVALID,
            ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
            ReasonCode.TOPIC_ALIAS_INVALID,
            ReasonCode.PACKET_TOO_LARGE,
            ReasonCode.MESSAGE_RATE_TOO_HIGH,
            ReasonCode.QUOTA_EXCEEDED,
            ReasonCode.ADMINISTRATIVE_ACTION,
            ReasonCode.PAYLOAD_FORMAT_INVALID);

    private DisconnectDecoder() {}

    public static Disconnect decode(PacketBody body, ProtocolVersion version) {
        if (body.remaining() == 0) {
            return NORMAL;
        }
        if (!version.isV5()) {
            throw PacketBody.malformed("bytes are left over at the end of the packet");
        }
        ReasonCode reason = body.reason(FROM_CLIENTS); // [MQTT-3.14.2-1]
        if (body.remaining() == 0) {
            return Disconnect.because(reason, null);
        }
        long sessionExpiryIntervalSeconds = Disconnect.ABSENT;
        String reasonString = null;
        Properties properties = Properties.of(body);
        for (int id = properties.next(); id != Properties.END; id = properties.next()) {
            switch (id) {
                case PropertyId.SESSION_EXPIRY_INTERVAL -> sessionExpiryIntervalSeconds = body.u32();
                case PropertyId.REASON_STRING -> reasonString = body.string();
                case PropertyId.SERVER_REFERENCE ->
                    throw PacketBody.protocolError("a client sends no server reference");
                default -> throw properties.notAllowed(id);
            }
        }
        body.requireEnd();
        return new Disconnect(reason, sessionExpiryIntervalSeconds, reasonString, properties.userProperties(), null);
    }
}
