package io.robustmq.broker.mqtt.packet;

/** "Are you there?" from the client (MQTT 5.0 §3.12). */
public record PingReq() implements Packet {
    public static final PingReq INSTANCE = new PingReq();
}
