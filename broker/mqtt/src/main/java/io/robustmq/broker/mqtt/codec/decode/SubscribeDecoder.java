package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import java.util.ArrayList;
import java.util.List;

/** SUBSCRIBE of 3.1 and 3.1.1: packet id, then filters each with a QoS (3.1.1 §3.8). */
public final class SubscribeDecoder {
    /**
     * The most filters one SUBSCRIBE or UNSUBSCRIBE may hold; more are refused with 0x97, as they weigh far more in
     * memory than on the wire.
     */
    public static final int MAXIMUM_FILTERS = 16_384;

    private SubscribeDecoder() {}

    /**
     * A bridge's subscriptions get what bridges expect and 3.x cannot say: no messages of its own (but for shared
     * subscriptions, which cannot have that), and RETAIN as it was published.
     */
    public static Subscribe decode(PacketBody body, boolean bridge) {
        int packetId = body.packetId();
        if (body.remaining() == 0) { // [MQTT3-3.8.3-3]
            throw PacketBody.protocolError("SUBSCRIBE without a topic filter");
        }
        List<SubscriptionRequest> requests = new ArrayList<>();
        while (body.remaining() > 0) {
            requireRoom(requests);
            String filter = body.string(); // [MQTT3-3.8.3-1]
            int qos = body.u8();
            if (qos > 2) { // [MQTT3-3.8.3-4]
                throw PacketBody.malformed("the QoS of a subscription is not 0, 1 or 2");
            }
            boolean noLocal = bridge && !isShared(filter); // [MQTT-3.8.3-4]
            requests.add(new SubscriptionRequest(filter, qos, noLocal, bridge, 0));
        }
        return new Subscribe(packetId, 0, List.of(), List.copyOf(requests));
    }

    private static boolean isShared(String filter) {
        return filter.startsWith("$share/") || filter.startsWith("$queue/");
    }

    /** Before one more filter is added. */
    static void requireRoom(List<?> filters) {
        if (filters.size() == MAXIMUM_FILTERS) {
            throw new MalformedPacketException(ReasonCode.QUOTA_EXCEEDED, "the packet has too many topic filters");
        }
    }
}
