package io.robustmq.broker.mqtt.codec.encode;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.UnsubAck;

/** SUBACK and UNSUBACK: packet id, properties, one reason per filter (MQTT 5.0 §3.9, §3.11; 3.1.1 §3.9, §3.11). */
public final class SubAckEncoder {
    /** The only refusal 3.1.1 knows. */
    private static final int FAILURE = 0x80;

    private SubAckEncoder() {}

    public static void body(Sink out, SubAck packet, ProtocolVersion version) {
        out.u16(packet.packetId());
        if (version.isV5()) {
            out.properties(sink -> AckEncoder.properties(sink, packet.properties()));
        }
        for (ReasonCode reason : packet.reasons()) {
            out.u8(reason.isError() ? failure(reason, version) : reason.code());
        }
    }

    private static int failure(ReasonCode reason, ProtocolVersion version) {
        return switch (version) {
            case V3_1 -> 0; // has no word for it and is told QoS 0 was granted [MQTT31-3.8-1]
            case V3_1_1 -> FAILURE; // [MQTT3-3.9.3-2]
            case V5 -> reason.code();
        };
    }

    public static void body(Sink out, UnsubAck packet, ProtocolVersion version) {
        out.u16(packet.packetId());
        if (version.isV5()) {
            out.properties(sink -> AckEncoder.properties(sink, packet.properties()));
            for (ReasonCode reason : packet.reasons()) {
                out.u8(reason.code());
            }
        }
    }
}
