package io.robustmq.broker.mqtt.codec;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Packet;
import org.jspecify.annotations.Nullable;

/** Reason strings and user properties of answers: what a client may refuse to get, or has no room for. */
public final class ProblemInformation {
    private ProblemInformation() {}

    /** The same answer without reason string and user properties; PUBLISH as it is. */
    public static Packet without(Packet packet) {
        throw new UnsupportedOperationException("under way " + packet);
    }

    /**
     * The packet as it may be sent to a client that takes at most {@code maximumPacketBytes}: whole if it fits, else without
     * user properties, else without the reason string too; null if that is still too large and it must not be sent.
     */
    public static @Nullable Packet fit(Packet packet, ProtocolVersion version, long maximumPacketBytes) {
        throw new UnsupportedOperationException("under way " + packet + version + maximumPacketBytes);
    }
}
