package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ReasonCode;
import java.util.List;

/** The answer to SUBSCRIBE: one reason per request, in order (MQTT 5.0 §3.9). */
public record SubAck(int packetId, List<ReasonCode> reasons, AckProperties properties) implements Packet {}
