package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ReasonCode;

/** Last step of QoS 2 (MQTT 5.0 §3.7). */
public record PubComp(int packetId, ReasonCode reason, AckProperties properties) implements Packet {
    public PubComp(int packetId, ReasonCode reason) {
        this(packetId, reason, AckProperties.NONE);
    }
}
