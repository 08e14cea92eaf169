package io.robustmq.broker.core.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.testkit.ClientDecoder;
import java.util.function.Consumer;

/** Cuts what a socket brings into packets and checks that no packet is larger than the client takes. */
final class Incoming {
    private final ByteBuf bytes = Unpooled.buffer();
    private final ProtocolVersion version;
    private final long maximumPacketSize;

    Incoming(ProtocolVersion version, long maximumPacketSize) {
        this.version = version;
        this.maximumPacketSize = maximumPacketSize;
    }

    /** Takes all of {@code more} and hands over the packets that are complete. */
    void add(ByteBuf more, Consumer<Packet> packets) {
        bytes.writeBytes(more);
        for (int length = nextLength(); length > 0; length = nextLength()) {
            if (length > maximumPacketSize) { // [MQTT-3.1.2-24]
                throw new AssertionError(
                        "a packet of " + length + " bytes for a client that takes " + maximumPacketSize);
            }
            byte[] frame = new byte[length];
            bytes.readBytes(frame);
            packets.accept(ClientDecoder.decode(frame, version));
        }
        bytes.discardReadBytes();
    }

    /** The length of the next packet, or 0 if it is not complete. */
    private int nextLength() {
        int from = bytes.readerIndex();
        int length = 0;
        for (int i = 1; i <= 4 && i < bytes.readableBytes(); i++) {
            int digit = bytes.getByte(from + i);
            length |= (digit & 0x7F) << (7 * (i - 1));
            if (digit >= 0) {
                int whole = 1 + i + length;
                return whole <= bytes.readableBytes() ? whole : 0;
            }
        }
        return 0;
    }
}
