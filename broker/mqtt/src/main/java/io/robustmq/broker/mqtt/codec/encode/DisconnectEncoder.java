package io.robustmq.broker.mqtt.codec.encode;

import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.Disconnect;

/** DISCONNECT from the server, 5.0 only: reason code, properties (MQTT 5.0 §3.14). */
public final class DisconnectEncoder {
    private DisconnectEncoder() {}

    public static void body(Sink out, Disconnect packet) {
        out.u8(packet.reason().code());
        if (hasProperties(packet)) {
            out.properties(sink -> properties(sink, packet));
        }
    }

    private static boolean hasProperties(Disconnect packet) {
        return packet.reasonString() != null
                || packet.serverReference() != null
                || !packet.userProperties().isEmpty();
    }

    /** A server never sends a session expiry interval here. */
    private static void properties(Sink out, Disconnect packet) { // [MQTT-3.14.2-2]
        out.stringProperty(PropertyId.REASON_STRING, packet.reasonString());
        out.userProperties(packet.userProperties());
        out.stringProperty(PropertyId.SERVER_REFERENCE, packet.serverReference());
    }
}
