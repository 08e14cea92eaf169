package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;

/**
 * The first two fields of CONNECT, which say how to read the rest (MQTT 5.0 §3.1.2.1, §3.1.2.2).
 *
 * @param nearest the version meant or, if none is, the one in which a refusal is most likely understood
 * @param isSupported whether {@code nearest} is the version meant
 * @param isBridge whether the top bit of the level is set, by which 3.x brokers announce themselves when they connect
 *     to another
 */
public record ProtocolLevel(ProtocolVersion nearest, boolean isSupported, boolean isBridge) {
    private static final int BRIDGE_BIT = 0x80;

    /** @throws MalformedPacketException 0x84 if the protocol is not MQTT at all; any level is accepted here */
    public static ProtocolLevel read(PacketBody body) {
        String name = body.string();
        int level = body.u8();
        for (ProtocolVersion version : ProtocolVersion.values()) {
            if (version.protocolName().equals(name)) {
                if (level == version.level()) {
                    return new ProtocolLevel(version, true, false);
                }
                if (level == (version.level() | BRIDGE_BIT) && !version.isV5()) {
                    return new ProtocolLevel(version, true, true);
                }
            }
        }
        return new ProtocolLevel(nearest(name, level), false, false);
    }

    private static ProtocolVersion nearest(String name, int level) {
        if (name.equals(ProtocolVersion.V3_1.protocolName())) {
            return ProtocolVersion.V3_1;
        }
        if (name.equals(ProtocolVersion.V5.protocolName())) {
            return level > ProtocolVersion.V5.level() ? ProtocolVersion.V5 : ProtocolVersion.V3_1_1;
        }
        throw unsupported("the protocol is not MQTT"); // [MQTT-3.1.2-1]
    }

    /** @throws MalformedPacketException 0x84 unless the version is one of ours */
    public void requireSupported() {
        if (!isSupported) { // [MQTT-3.1.2-2] [MQTT3-3.1.2-2]
            throw unsupported("the protocol level is not 3, 4 or 5");
        }
    }

    private static MalformedPacketException unsupported(String why) {
        return new MalformedPacketException(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, why);
    }
}
