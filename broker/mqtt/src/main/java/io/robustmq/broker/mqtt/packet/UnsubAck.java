package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ReasonCode;
import java.util.List;

/** The answer to UNSUBSCRIBE: one reason per filter, in order; the reasons are not sent before 5.0 (§3.11). */
public record UnsubAck(int packetId, List<ReasonCode> reasons, AckProperties properties) implements Packet {}
