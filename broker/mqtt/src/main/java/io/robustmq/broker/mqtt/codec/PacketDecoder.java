package io.robustmq.broker.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Packet;
import org.jspecify.annotations.Nullable;

/** Reads the packets one client sends to a server; one per connection, confined to it. */
public final class PacketDecoder {
    private int maximumPacketBytes;
    private @Nullable ProtocolVersion version;

    public PacketDecoder(int maximumPacketBytes) {
        this.maximumPacketBytes = maximumPacketBytes;
    }

    /**
     * Takes exactly one whole packet off {@code in}, or nothing and returns null when it is not all there yet.
     *
     * @throws io.robustmq.broker.mqtt.MalformedPacketException with the reason; the connection is of no use afterwards
     */
    public @Nullable Packet decode(ByteBuf in) {
        throw new UnsupportedOperationException("under way " + maximumPacketBytes);
    }

    /**
     * The version to speak: what CONNECT said, known even if the rest of CONNECT was bad; for a level nobody supports the
     * nearest version, so that the refusal (0x84) can be understood. Null when nothing said so: then close without a word.
     */
    public @Nullable ProtocolVersion version() {
        return version;
    }

    /** The largest packet accepted from now on, fixed header included, in bytes. */
    public void maximumPacketBytes(int bytes) {
        maximumPacketBytes = bytes;
    }
}
