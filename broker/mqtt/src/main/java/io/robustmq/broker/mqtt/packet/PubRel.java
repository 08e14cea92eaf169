package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ReasonCode;

/** Second step of QoS 2: the sender lets the packet id go (MQTT 5.0 §3.6). */
public record PubRel(int packetId, ReasonCode reason, AckProperties properties) implements Packet {
    public PubRel(int packetId, ReasonCode reason) {
        this(packetId, reason, AckProperties.NONE);
    }
}
