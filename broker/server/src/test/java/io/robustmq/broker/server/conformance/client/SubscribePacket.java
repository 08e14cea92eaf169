package io.robustmq.broker.server.conformance.client;

import io.robustmq.broker.mqtt.ProtocolVersion;

/** SUBSCRIBE with any number of filters, none included. */
public final class SubscribePacket extends PropertyWriter<SubscribePacket> implements Outgoing {
    public static final int NO_LOCAL = 0x04;
    public static final int RETAIN_AS_PUBLISHED = 0x08;
    public static final int RETAIN_IF_NEW = 0x10;
    public static final int RETAIN_NEVER = 0x20;

    private final int packetId;
    private final Bytes filters = new Bytes();

    private SubscribePacket(int packetId) {
        this.packetId = packetId;
    }

    public static SubscribePacket subscribe(int packetId) {
        return new SubscribePacket(packetId);
    }

    /** @param options the QoS, and the 5.0 options or-ed to it */
    public SubscribePacket filter(String filter, int options) {
        filters.text(filter).u8(options);
        return this;
    }

    int packetId() {
        return packetId;
    }

    @Override
    SubscribePacket self() {
        return this;
    }

    @Override
    public byte[] encode(ProtocolVersion version) {
        Bytes body = new Bytes().u16(packetId);
        writeProperties(body, version);
        return Bytes.packet(0x82, body.raw(filters.toArray()).toArray());
    }
}
