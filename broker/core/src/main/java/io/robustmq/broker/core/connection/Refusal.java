package io.robustmq.broker.core.connection;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.PacketEncoder;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.ConnAckProperties;
import org.jspecify.annotations.Nullable;

/** "No" to a CONNECT. */
final class Refusal {
    private Refusal() {}

    /** Sends a CONNACK with this reason and session present 0 [MQTT-3.2.2-6]. */
    static void send(Connection connection, ProtocolVersion version, ReasonCode reason, @Nullable String why) {
        boolean malformed = reason == ReasonCode.MALFORMED_PACKET || reason == ReasonCode.PROTOCOL_ERROR;
        if (malformed && !version.isV5()) {
            return; // before 5.0 no return code says so: close without a word
        }
        ConnAck refusal = new ConnAck(false, reason, ConnAckProperties.because(why));
        connection.lane().counters().connectsRefused++;
        int bytes = PacketEncoder.encodedLength(refusal, version);
        ByteBuf out = connection.link().buffer(bytes);
        PacketEncoder.encode(refusal, version, out);
    }
}
