package io.robustmq.broker.mqtt.packet;

/** "I am" from the server (MQTT 5.0 §3.13). */
public record PingResp() implements Packet {
    public static final PingResp INSTANCE = new PingResp();
}
