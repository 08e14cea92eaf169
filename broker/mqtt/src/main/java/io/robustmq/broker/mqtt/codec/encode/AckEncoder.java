package io.robustmq.broker.mqtt.codec.encode;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.AckProperties;

/** PUBACK, PUBREC, PUBREL and PUBCOMP: packet id and, since 5.0, reason code and properties (MQTT 5.0 §3.4 to §3.7). */
public final class AckEncoder {
    private AckEncoder() {}

    /** Whether the packet id says it all, as nearly always. */
    public static boolean isShort(ReasonCode reason, AckProperties properties, ProtocolVersion version) {
        return !version.isV5() || (reason == ReasonCode.SUCCESS && isEmpty(properties));
    }

    /** What follows the fixed header since 5.0 when {@link #isShort} does not hold. */
    public static void body(Sink out, int packetId, ReasonCode reason, AckProperties properties) {
        out.u16(packetId);
        out.u8(reason.code());
        if (!isEmpty(properties)) {
            out.properties(sink -> properties(sink, properties));
        }
    }

    /** Reason string and user properties, as in SUBACK and UNSUBACK too. */
    static void properties(Sink out, AckProperties properties) {
        out.stringProperty(PropertyId.REASON_STRING, properties.reasonString());
        out.userProperties(properties.userProperties());
    }

    private static boolean isEmpty(AckProperties properties) {
        return properties.reasonString() == null && properties.userProperties().isEmpty();
    }
}
