package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ReasonCode;

/** First answer to a QoS 2 message: received (MQTT 5.0 §3.5). */
public record PubRec(int packetId, ReasonCode reason, AckProperties properties) implements Packet {
    public PubRec(int packetId, ReasonCode reason) {
        this(packetId, reason, AckProperties.NONE);
    }
}
