package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * SUBSCRIBE of 5.0 (§3.8): packet id, properties, then filters each with its options.
 *
 * <pre>
 *   options 1: 0 0 retainHandling retainHandling retainAsPublished noLocal qos qos
 * </pre>
 */
public final class Subscribe5Decoder {
    private static final String SHARE = "$share/";
    private static final int RESERVED = 0b1100_0000;
    private static final int RETAIN_AS_PUBLISHED = 0b0000_1000;
    private static final int NO_LOCAL = 0b0000_0100;

    private Subscribe5Decoder() {}

    public static Subscribe decode(PacketBody body) {
        int packetId = body.packetId();
        int identifier = 0;
        Properties properties = Properties.of(body);
        for (int id = properties.next(); id != Properties.END; id = properties.next()) {
            if (id != PropertyId.SUBSCRIPTION_IDENTIFIER) {
                throw properties.notAllowed(id);
            }
            identifier = body.varint();
            if (identifier == 0) {
                throw PacketBody.protocolError("the subscription identifier is 0");
            }
        }
        if (body.remaining() == 0) { // [MQTT-3.8.3-2]
            throw PacketBody.protocolError("SUBSCRIBE without a topic filter");
        }
        List<SubscriptionRequest> requests = new ArrayList<>();
        while (body.remaining() > 0) {
            SubscribeDecoder.requireRoom(requests);
            requests.add(request(body));
        }
        return new Subscribe(packetId, identifier, properties.userProperties(), List.copyOf(requests));
    }

    private static SubscriptionRequest request(PacketBody body) {
        String filter = body.string(); // [MQTT-3.8.3-1]
        int options = body.u8();
        int qos = options & 0b11;
        int retainHandling = (options >> 4) & 0b11;
        boolean noLocal = (options & NO_LOCAL) != 0;
        if ((options & RESERVED) != 0) { // [MQTT-3.8.3-5]
            throw PacketBody.malformed("reserved bits of the subscription options are set");
        }
        if (qos == 3 || retainHandling == 3) {
            throw PacketBody.protocolError("a subscription option has the value 3");
        }
        if (noLocal && filter.startsWith(SHARE)) { // [MQTT-3.8.3-4]
            throw PacketBody.protocolError("a shared subscription has no local set");
        }
        return new SubscriptionRequest(filter, qos, noLocal, (options & RETAIN_AS_PUBLISHED) != 0, retainHandling);
    }
}
