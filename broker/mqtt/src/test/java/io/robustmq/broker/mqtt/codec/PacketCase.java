package io.robustmq.broker.mqtt.codec;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.testkit.Bytes;

/**
 * A row of a table: one packet, and the bytes that are it in one version.
 *
 * @param written the bytes as {@link Bytes} takes them
 */
record PacketCase(String name, ProtocolVersion version, String written, Packet packet) {
    byte[] bytes() {
        return Bytes.of(written);
    }

    @Override
    public String toString() {
        return version + " " + packet.getClass().getSimpleName() + ": " + name;
    }
}
