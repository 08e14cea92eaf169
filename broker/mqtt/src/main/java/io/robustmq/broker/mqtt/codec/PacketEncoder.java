package io.robustmq.broker.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Packet;

/** Writes the packets a server sends. */
public final class PacketEncoder {
    private PacketEncoder() {}

    /** The bytes {@link #encode} will write; 0 for a packet that this version's server cannot send (DISCONNECT and AUTH before 5.0). */
    public static int encodedLength(Packet packet, ProtocolVersion version) {
        throw new UnsupportedOperationException("under way " + packet + version);
    }

    /** Appends {@code packet}; older versions see reason codes mapped to what they know, or not at all. */
    public static void encode(Packet packet, ProtocolVersion version, ByteBuf out) {
        throw new UnsupportedOperationException("under way " + packet + version + out);
    }
}
