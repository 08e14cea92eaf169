package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ReasonCode;

/** The answer to CONNECT (MQTT 5.0 §3.2). */
public record ConnAck(boolean sessionPresent, ReasonCode reason, ConnAckProperties properties) implements Packet {}
