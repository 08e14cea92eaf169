package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import org.jspecify.annotations.Nullable;

/** The properties of CONNECT (MQTT 5.0 §3.1.2.11), collected one by one over the standard's defaults. */
final class ConnectPropertiesDecoder {
    private long sessionExpiryIntervalSeconds = ConnectProperties.DEFAULT.sessionExpiryIntervalSeconds();
    private int receiveMaximum = ConnectProperties.DEFAULT.receiveMaximum();
    private long maximumPacketSize = ConnectProperties.DEFAULT.maximumPacketSize();
    private int topicAliasMaximum;
    private boolean requestResponseInformation;
    private boolean requestProblemInformation = true;
    private @Nullable String authenticationMethod;
    private byte @Nullable [] authenticationData;

    private ConnectPropertiesDecoder() {}

    static ConnectProperties decode(PacketBody body) {
        return new ConnectPropertiesDecoder().read(body);
    }

    private ConnectProperties read(PacketBody body) {
        Properties properties = Properties.of(body);
        for (int id = properties.next(); id != Properties.END; id = properties.next()) {
            read(id, properties, body);
        }
        if (authenticationData != null && authenticationMethod == null) {
            throw PacketBody.protocolError("CONNECT has authentication data but no method");
        }
        return new ConnectProperties(
                sessionExpiryIntervalSeconds,
                receiveMaximum,
                maximumPacketSize,
                topicAliasMaximum,
                requestResponseInformation,
                requestProblemInformation,
                properties.userProperties(),
                authenticationMethod,
                authenticationData);
    }

    private void read(int id, Properties properties, PacketBody body) {
        switch (id) {
            case PropertyId.SESSION_EXPIRY_INTERVAL -> sessionExpiryIntervalSeconds = body.u32();
            case PropertyId.RECEIVE_MAXIMUM -> receiveMaximum = (int) requirePositive(body.u16());
            case PropertyId.MAXIMUM_PACKET_SIZE -> maximumPacketSize = requirePositive(body.u32());
            case PropertyId.TOPIC_ALIAS_MAXIMUM -> topicAliasMaximum = body.u16();
            case PropertyId.REQUEST_RESPONSE_INFORMATION -> requestResponseInformation = properties.bit() == 1;
            case PropertyId.REQUEST_PROBLEM_INFORMATION -> requestProblemInformation = properties.bit() == 1;
            case PropertyId.AUTHENTICATION_METHOD -> authenticationMethod = body.string();
            case PropertyId.AUTHENTICATION_DATA -> authenticationData = body.binary();
            default -> throw properties.notAllowed(id);
        }
    }

    private static long requirePositive(long value) {
        if (value == 0) {
            throw PacketBody.protocolError("a maximum in CONNECT is 0");
        }
        return value;
    }
}
