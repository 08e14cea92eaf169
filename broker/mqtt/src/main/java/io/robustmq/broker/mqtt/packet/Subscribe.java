package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.UserProperty;
import java.util.List;

/**
 * A client's wish for messages (MQTT 5.0 §3.8).
 *
 * @param subscriptionIdentifier 1..268,435,455, or 0 for none
 * @param requests at least one, in the packet's order
 */
public record Subscribe(
        int packetId, int subscriptionIdentifier, List<UserProperty> userProperties, List<SubscriptionRequest> requests)
        implements Packet {}
