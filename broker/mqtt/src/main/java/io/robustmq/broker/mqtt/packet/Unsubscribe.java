package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.UserProperty;
import java.util.List;

/** A client no longer wants these filters (MQTT 5.0 §3.10); at least one, as the client wrote them. */
public record Unsubscribe(int packetId, List<UserProperty> userProperties, List<String> topicFilters)
        implements Packet {}
