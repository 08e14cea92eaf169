package io.robustmq.broker.mqtt.codec.encode;

import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.Auth;

/** AUTH, 5.0 only: reason code, properties (MQTT 5.0 §3.15). */
public final class AuthEncoder {
    private AuthEncoder() {}

    public static void body(Sink out, Auth packet) {
        out.u8(packet.reason().code());
        out.properties(sink -> properties(sink, packet));
    }

    private static void properties(Sink out, Auth packet) {
        out.stringProperty(PropertyId.AUTHENTICATION_METHOD, packet.method());
        out.binaryProperty(PropertyId.AUTHENTICATION_DATA, packet.data());
        out.stringProperty(PropertyId.REASON_STRING, packet.reasonString());
        out.userProperties(packet.userProperties());
    }
}
