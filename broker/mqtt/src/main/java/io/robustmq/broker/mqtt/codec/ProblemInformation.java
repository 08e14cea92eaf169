package io.robustmq.broker.mqtt.codec;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.AckProperties;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reason strings and user properties of a server's answers (MQTT 5.0 §3.1.2.11.7): what a client may ask not to get,
 * and what is left out first when an answer would be larger than the client takes.
 */
public final class ProblemInformation {
    private ProblemInformation() {}

    /** The same answer without reason string and user properties; a PUBLISH as it is. */
    public static Packet without(Packet packet) { // [MQTT-3.1.2-29]
        return keep(packet, false);
    }

    /**
     * The packet as it may be sent to a client that takes at most {@code maximumPacketBytes}: whole if it fits, else
     * without user properties, else without the reason string too; null if that is still too large and it must not be
     * sent.
     */
    public static @Nullable Packet fit(Packet packet, ProtocolVersion version, long maximumPacketBytes) {
        if (PacketEncoder.encodedLength(packet, version) <= maximumPacketBytes) { // [MQTT-3.1.2-24]
            return packet;
        }
        Packet smaller = keep(packet, true);
        if (PacketEncoder.encodedLength(smaller, version) <= maximumPacketBytes) {
            return smaller;
        }
        Packet smallest = keep(packet, false);
        return PacketEncoder.encodedLength(smallest, version) <= maximumPacketBytes ? smallest : null;
    }

    /** Without user properties, and without the reason string unless it is to be kept. */
    private static Packet keep(Packet packet, boolean reasonString) {
        return switch (packet) {
            case ConnAck p -> // [MQTT-3.2.2-19] [MQTT-3.2.2-20]
                new ConnAck(
                        p.sessionPresent(),
                        p.reason(),
                        p.properties()
                                .withProblemInformation(
                                        reasonString ? p.properties().reasonString() : null, List.of()));
            case PubAck p -> // [MQTT-3.4.2-2] [MQTT-3.4.2-3]
                new PubAck(p.packetId(), p.reason(), keep(p.properties(), reasonString));
            case PubRec p -> // [MQTT-3.5.2-2] [MQTT-3.5.2-3]
                new PubRec(p.packetId(), p.reason(), keep(p.properties(), reasonString));
            case PubRel p -> // [MQTT-3.6.2-2] [MQTT-3.6.2-3]
                new PubRel(p.packetId(), p.reason(), keep(p.properties(), reasonString));
            case PubComp p -> // [MQTT-3.7.2-2] [MQTT-3.7.2-3]
                new PubComp(p.packetId(), p.reason(), keep(p.properties(), reasonString));
            case SubAck p -> // [MQTT-3.9.2-1] [MQTT-3.9.2-2]
                new SubAck(p.packetId(), p.reasons(), keep(p.properties(), reasonString));
            case UnsubAck p -> // [MQTT-3.11.2-1] [MQTT-3.11.2-2]
                new UnsubAck(p.packetId(), p.reasons(), keep(p.properties(), reasonString));
            case Disconnect p -> // [MQTT-3.14.2-3] [MQTT-3.14.2-4]
                new Disconnect(
                        p.reason(),
                        p.sessionExpiryIntervalSeconds(),
                        reasonString ? p.reasonString() : null,
                        List.of(),
                        p.serverReference());
            case Auth p -> // [MQTT-3.15.2-2] [MQTT-3.15.2-3]
                new Auth(p.reason(), p.method(), p.data(), reasonString ? p.reasonString() : null, List.of());
            case Publish _, PingResp _, Connect _, Subscribe _, Unsubscribe _, PingReq _ -> packet;
        };
    }

    private static AckProperties keep(AckProperties properties, boolean reasonString) {
        return AckProperties.because(reasonString ? properties.reasonString() : null);
    }
}
