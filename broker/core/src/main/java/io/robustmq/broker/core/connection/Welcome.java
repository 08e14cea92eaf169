package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.ConnAckProperties;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client that is let in gets, out of what it asked for and what the server offers (MQTT 5.0 §3.2.2.3).
 *
 * @param sessionExpirySeconds 0..4,294,967,295
 * @param keepAliveSeconds 0 (none) to 65,535
 * @param properties for CONNACK
 */
record Welcome(long sessionExpirySeconds, int keepAliveSeconds, ConnAckProperties properties) {

    static Welcome of(
            Connect connect, String clientId, ProtocolSettings offered, byte @Nullable [] authenticationData) {
        if (!connect.version().isV5()) {
            // before 5.0 a session without clean session is kept for as long as the server keeps any [MQTT3-3.1.2-4]
            long expiry = connect.cleanStart() ? 0 : offered.maximumSessionExpirySeconds();
            return new Welcome(expiry, connect.keepAliveSeconds(), ConnAckProperties.NONE);
        }
        ConnectProperties asked = connect.properties();
        long expiry = Math.min(asked.sessionExpiryIntervalSeconds(), offered.maximumSessionExpirySeconds());
        int keepAlive = keepAlive(connect.keepAliveSeconds(), offered.maximumKeepAliveSeconds());
        ConnAckProperties properties = new ConnAckProperties(
                expiry == asked.sessionExpiryIntervalSeconds() ? ConnAckProperties.ABSENT : expiry,
                offered.receiveMaximum(),
                offered.maximumQos(),
                offered.retainAvailable(),
                offered.maximumPacketBytes(),
                connect.clientId().isEmpty() ? clientId : null, // [MQTT-3.2.2-16]
                offered.topicAliasMaximum(),
                null,
                List.of(),
                offered.wildcardSubscriptionAvailable(),
                true,
                offered.sharedSubscriptionAvailable(),
                keepAlive == connect.keepAliveSeconds() ? ConnAckProperties.ABSENT : keepAlive, // [MQTT-3.2.2-21]
                asked.requestResponseInformation() ? offered.responseInformation() : null, // [MQTT-3.1.2-28]
                null,
                asked.authenticationMethod(),
                authenticationData);
        return new Welcome(expiry, keepAlive, properties);
    }

    private static int keepAlive(int asked, int maximum) {
        return maximum == 0 || (asked > 0 && asked <= maximum) ? asked : maximum;
    }

    ConnAck connAck(boolean sessionPresent) {
        return new ConnAck(sessionPresent, ReasonCode.SUCCESS, properties);
    }
}
