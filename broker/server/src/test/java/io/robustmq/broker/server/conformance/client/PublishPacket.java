package io.robustmq.broker.server.conformance.client;

import io.robustmq.broker.mqtt.ProtocolVersion;
import java.nio.charset.StandardCharsets;

/** PUBLISH from a client: at QoS 0, not retained, without DUP unless said otherwise. */
public final class PublishPacket extends PropertyWriter<PublishPacket> implements Outgoing {
    private final String topic;
    private final byte[] payload;
    private int qos;
    private int packetId;
    private boolean retain;
    private boolean dup;

    private PublishPacket(String topic, byte[] payload) {
        this.topic = topic;
        this.payload = payload;
    }

    public static PublishPacket publish(String topic, String payload) {
        return publish(topic, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static PublishPacket publish(String topic, byte[] payload) {
        return new PublishPacket(topic, payload);
    }

    public PublishPacket qos1(int id) {
        return qos(1, id);
    }

    public PublishPacket qos2(int id) {
        return qos(2, id);
    }

    public PublishPacket qos(int value, int id) {
        qos = value;
        packetId = id;
        return this;
    }

    public PublishPacket retain() {
        retain = true;
        return this;
    }

    public PublishPacket dup() {
        dup = true;
        return this;
    }

    int qos() {
        return qos;
    }

    int packetId() {
        return packetId;
    }

    @Override
    PublishPacket self() {
        return this;
    }

    @Override
    public byte[] encode(ProtocolVersion version) {
        Bytes body = new Bytes().text(topic);
        if (qos > 0) {
            body.u16(packetId);
        }
        writeProperties(body, version);
        body.raw(payload);
        return Bytes.packet(0x30 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0), body.toArray());
    }
}
