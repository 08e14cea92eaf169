package io.robustmq.broker.core.connection;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.core.lane.Evacuation;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.PacketEncoder;
import io.robustmq.broker.mqtt.codec.ProblemInformation;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.ConnAckProperties;
import io.robustmq.broker.mqtt.packet.Packet;
import org.jspecify.annotations.Nullable;

/** "No" to a CONNECT. */
final class Refusal {
    private Refusal() {}

    /**
     * Sends a CONNACK with this reason and session present 0 [MQTT-3.2.2-6].
     *
     * @param maximumPacketBytes the largest packet the client takes, as far as is known
     */
    static void send(
            Connection connection,
            ProtocolVersion version,
            ReasonCode reason,
            @Nullable String why,
            long maximumPacketBytes) {
        boolean malformed = reason == ReasonCode.MALFORMED_PACKET || reason == ReasonCode.PROTOCOL_ERROR;
        if (malformed && !version.isV5()) {
            return; // before 5.0 no return code says so: close without a word
        }
        connection.lane().counters().connectsRefused++;
        ConnAck whole = new ConnAck(false, reason, ConnAckProperties.because(why, elsewhere(connection, reason)));
        Packet refusal = ProblemInformation.fit(whole, version, maximumPacketBytes); // [MQTT-3.2.2-19]
        if (refusal == null) {
            return;
        }
        int bytes = PacketEncoder.encodedLength(refusal, version);
        ByteBuf out = connection.link().buffer(bytes);
        PacketEncoder.encode(refusal, version, out);
    }

    /** Where the client may go instead, if this is the answer and somebody has said where (MQTT 5.0 §4.11). */
    private static @Nullable String elsewhere(Connection connection, ReasonCode reason) {
        if (reason != ReasonCode.USE_ANOTHER_SERVER) {
            return null;
        }
        Evacuation.Order order = connection.context().evacuation().order();
        return order != null && order.serverReference() != null
                ? order.serverReference()
                : connection.context().settings().protocol().serverReference();
    }
}
