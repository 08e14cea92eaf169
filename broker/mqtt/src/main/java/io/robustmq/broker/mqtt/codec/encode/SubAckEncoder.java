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
            out.u8(reason.isError() && !version.isV5() ? FAILURE : reason.code()); // [MQTT3-3.9.3-2]
        }
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
