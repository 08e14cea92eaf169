package io.robustmq.broker.mqtt.codec;

import io.netty.buffer.ByteBuf;

/**
 * A whole PUBLISH encoded once for all receivers of the same version, QoS and flags; only the packet id differs.
 *
 * @param bytes fixed header to payload; shared, do not change
 * @param packetIdAt where the two bytes of the packet id are, or -1 at QoS 0
 */
public record PublishFrame(byte[] bytes, int packetIdAt) {

    /** The bytes {@link #writeTo} appends. */
    public int length() {
        return bytes.length;
    }

    /** Appends the packet with this receiver's packet id, which is ignored at QoS 0. */
    public void writeTo(ByteBuf out, int packetId) {
        int start = out.writerIndex();
        out.writeBytes(bytes);
        if (packetIdAt >= 0) {
            out.setShort(start + packetIdAt, packetId);
        }
    }
}
