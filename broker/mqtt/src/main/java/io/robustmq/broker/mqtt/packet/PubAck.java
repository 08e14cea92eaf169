package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ReasonCode;

/** Receipt of a QoS 1 message (MQTT 5.0 §3.4). */
public record PubAck(int packetId, ReasonCode reason, AckProperties properties) implements Packet {
    public PubAck(int packetId, ReasonCode reason) {
        this(packetId, reason, AckProperties.NONE);
    }
}
