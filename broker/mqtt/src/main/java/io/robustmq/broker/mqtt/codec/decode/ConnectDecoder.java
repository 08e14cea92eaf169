package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import io.robustmq.broker.mqtt.packet.Will;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT behind the protocol level (MQTT 5.0 §3.1, 3.1.1 §3.1, 3.1 §3.1).
 *
 * <pre>
 *   flags 1: username password willRetain willQos willQos will cleanStart 0 | keep alive 2 | 5.0: properties
 *   | client id | will | username | password
 * </pre>
 *
 * <p>An empty client id is let through in every version: whether to assign one or to refuse (3.1; 3.1.1 with a kept
 * session) is for the connection to answer in CONNACK.
 */
public final class ConnectDecoder {
    private static final int USERNAME = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int WILL_RETAIN = 0x20;
    private static final int WILL_QOS = 0x18;
    private static final int WILL = 0x04;
    private static final int CLEAN_START = 0x02;
    private static final int RESERVED = 0x01;

    private ConnectDecoder() {}

    public static Connect decode(PacketBody body, ProtocolVersion version) {
        int flags = body.u8();
        requireAllowed(flags, version);
        int keepAliveSeconds = body.u16();
        ConnectProperties properties =
                version.isV5() ? ConnectPropertiesDecoder.decode(body) : ConnectProperties.DEFAULT;
        String clientId = body.string(); // [MQTT-3.1.3-3] [MQTT-3.1.3-4]
        Will will = will(body, flags, version);
        String username = has(body, flags, USERNAME, version) ? body.string() : null; // [MQTT-3.1.3-12]
        byte[] password = has(body, flags, PASSWORD, version) ? body.binary() : null;
        body.requireEnd(); // [MQTT-3.1.2-16] [MQTT-3.1.2-18]
        return new Connect(
                version, (flags & CLEAN_START) != 0, keepAliveSeconds, clientId, will, username, password, properties);
    }

    private static void requireAllowed(int flags, ProtocolVersion version) {
        if ((flags & RESERVED) != 0) { // [MQTT-3.1.2-3]
            throw PacketBody.malformed("the reserved flag of CONNECT is set");
        }
        if ((flags & WILL) == 0 && (flags & (WILL_QOS | WILL_RETAIN)) != 0) { // [MQTT-3.1.2-11] [MQTT-3.1.2-13]
            throw PacketBody.malformed("CONNECT has flags of a will but no will");
        }
        if ((flags & WILL_QOS) == WILL_QOS) { // [MQTT-3.1.2-12]
            throw PacketBody.malformed("the QoS of the will is 3");
        }
        if (!version.isV5() && (flags & PASSWORD) != 0 && (flags & USERNAME) == 0) { // [MQTT3-3.1.2-22]
            throw PacketBody.malformed("CONNECT has a password but no user name");
        }
    }

    private static @Nullable Will will(PacketBody body, int flags, ProtocolVersion version) {
        if ((flags & WILL) == 0) {
            return null;
        }
        int qos = (flags & WILL_QOS) >> 3;
        return WillDecoder.decode(body, qos, (flags & WILL_RETAIN) != 0, version); // [MQTT-3.1.2-9]
    }

    /** In 3.1 a client may announce a user name or a password and leave it out; the packet's length decides. */
    private static boolean has(PacketBody body, int flags, int flag, ProtocolVersion version) {
        return (flags & flag) != 0 && (version != ProtocolVersion.V3_1 || body.remaining() > 0);
    }
}
