package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import java.util.ArrayList;
import java.util.List;

/** UNSUBSCRIBE: packet id, since 5.0 user properties, then filters (MQTT 5.0 §3.10, 3.1.1 §3.10). */
public final class UnsubscribeDecoder {
    private UnsubscribeDecoder() {}

    public static Unsubscribe decode(PacketBody body, ProtocolVersion version) {
        int packetId = body.packetId();
        List<UserProperty> userProperties = version.isV5() ? userProperties(body) : List.of();
        if (body.remaining() == 0) { // [MQTT-3.10.3-2] [MQTT3-3.10.3-2]
            throw PacketBody.protocolError("UNSUBSCRIBE without a topic filter");
        }
        List<String> filters = new ArrayList<>();
        while (body.remaining() > 0) {
            SubscribeDecoder.requireRoom(filters);
            filters.add(body.string()); // [MQTT-3.10.3-1]
        }
        return new Unsubscribe(packetId, userProperties, List.copyOf(filters));
    }

    private static List<UserProperty> userProperties(PacketBody body) {
        Properties properties = Properties.of(body);
        int id = properties.next();
        if (id != Properties.END) {
            throw properties.notAllowed(id);
        }
        return properties.userProperties();
    }
}
