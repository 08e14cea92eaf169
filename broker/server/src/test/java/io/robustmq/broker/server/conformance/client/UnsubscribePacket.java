package io.robustmq.broker.server.conformance.client;

import io.robustmq.broker.mqtt.ProtocolVersion;

/** UNSUBSCRIBE with any number of filters, none included. */
public final class UnsubscribePacket extends PropertyWriter<UnsubscribePacket> implements Outgoing {
    private final int packetId;
    private final Bytes filters = new Bytes();

    private UnsubscribePacket(int packetId) {
        this.packetId = packetId;
    }

    public static UnsubscribePacket unsubscribe(int packetId, String... topicFilters) {
        UnsubscribePacket packet = new UnsubscribePacket(packetId);
        for (String filter : topicFilters) {
            packet.filters.text(filter);
        }
        return packet;
    }

    @Override
    UnsubscribePacket self() {
        return this;
    }

    @Override
    public byte[] encode(ProtocolVersion version) {
        Bytes body = new Bytes().u16(packetId);
        writeProperties(body, version);
        return Bytes.packet(0xA2, body.raw(filters.toArray()).toArray());
    }
}
