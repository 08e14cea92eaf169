package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.Will;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Nothing has come yet but perhaps a part of CONNECT. Checks what CONNECT asks for against what this server offers. */
final class Arriving implements ConnectionState {
    /** The longest client id of MQTT 3.1, in characters. */
    private static final int MAX_ID_CHARS_3_1 = 23;

    private final Connection connection;
    private long maximumPacketBytes = ConnectProperties.NO_PACKET_LIMIT;

    Arriving(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void onPacket(Packet packet) {
        if (!(packet instanceof Connect connect)) { // [MQTT-3.1.0-1]
            throw new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, "the first packet must be CONNECT");
        }
        maximumPacketBytes = connect.properties().maximumPacketSize();
        if (connection.context().evacuation().order() != null) {
            throw refused(ReasonCode.USE_ANOTHER_SERVER, "this server's clients are being sent to others");
        }
        if (connect.cleanStart() && connection.lane().isMemoryTight()) { // others may come to fetch what fills it
            throw refused(ReasonCode.QUOTA_EXCEEDED, "the server is short of memory");
        }
        requireClientId(connect);
        if (connect.will() != null) {
            requireWill(connect.will());
        }
        String clientId = connect.clientId().isEmpty() ? assignId() : connect.clientId();
        Entering entering = new Entering(connection, connect, clientId);
        connection.become(entering);
        entering.authenticate();
    }

    private void requireClientId(Connect connect) {
        String id = connect.clientId();
        int limit = connection.context().settings().protocol().maximumClientIdBytes();
        boolean allowed =
                switch (connect.version()) {
                    case V3_1 -> !id.isEmpty() && id.length() <= MAX_ID_CHARS_3_1;
                    case V3_1_1 -> !id.isEmpty() || connect.cleanStart(); // [MQTT3-3.1.3-8]
                    case V5 -> true;
                };
        if (!allowed || id.getBytes(StandardCharsets.UTF_8).length > limit) {
            throw refused(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "the client id is missing or too long");
        }
    }

    private void requireWill(Will will) {
        ProtocolSettings offered = connection.context().settings().protocol();
        if (will.qos() > offered.maximumQos()) { // [MQTT-3.2.2-12]
            throw refused(ReasonCode.QOS_NOT_SUPPORTED, "the will's QoS is not supported");
        }
        if (will.retain() && !offered.retainAvailable()) { // [MQTT-3.2.2-13]
            throw refused(ReasonCode.RETAIN_NOT_SUPPORTED, "a retained will is not supported");
        }
        if (TopicRules.isTooLong(will.topic(), offered)) {
            throw refused(ReasonCode.TOPIC_NAME_INVALID, "the will's topic is too long or too deep");
        }
    }

    /** An id nobody else has, on this very lane, so that the connection need not move [MQTT-3.1.3-6]. */
    private String assignId() {
        return connection.context().assignClientId(connection.lane());
    }

    static MalformedPacketException refused(ReasonCode reason, String why) {
        return new MalformedPacketException(reason, why);
    }

    @Override
    public void explain(ReasonCode reason, @Nullable String why) {
        ProtocolVersion version = connection.version();
        if (version != null) {
            Refusal.send(connection, version, reason, why, maximumPacketBytes);
        }
    }
}
