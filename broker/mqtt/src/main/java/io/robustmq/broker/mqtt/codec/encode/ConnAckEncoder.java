package io.robustmq.broker.mqtt.codec.encode;

import static io.robustmq.broker.mqtt.packet.ConnAckProperties.ABSENT;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.ConnAckProperties;

/** CONNACK: flags, reason code or return code, properties (MQTT 5.0 §3.2, 3.1.1 §3.2, 3.1 §3.2). */
public final class ConnAckEncoder {
    private ConnAckEncoder() {}

    public static void body(Sink out, ConnAck packet, ProtocolVersion version) {
        switch (version) {
            case V3_1 -> { // the first byte is reserved there
                out.u8(0);
                out.u8(packet.reason().toReturnCode());
            }
            case V3_1_1 -> {
                out.u8(sessionPresent(packet));
                out.u8(packet.reason().toReturnCode());
            }
            case V5 -> {
                out.u8(sessionPresent(packet));
                out.u8(packet.reason().code());
                out.properties(sink -> properties(sink, packet.properties()));
            }
        }
    }

    private static int sessionPresent(ConnAck packet) {
        return packet.sessionPresent() && !packet.reason().isError() ? 1 : 0; // [MQTT-3.2.2-6] [MQTT3-3.2.2-4]
    }

    private static void properties(Sink out, ConnAckProperties p) {
        if (p.sessionExpiryIntervalSeconds() != ABSENT) {
            out.u32Property(PropertyId.SESSION_EXPIRY_INTERVAL, p.sessionExpiryIntervalSeconds());
        }
        if (p.receiveMaximum() != 65_535) {
            out.u16Property(PropertyId.RECEIVE_MAXIMUM, p.receiveMaximum());
        }
        if (p.maximumQos() < 2) {
            out.u8Property(PropertyId.MAXIMUM_QOS, p.maximumQos());
        }
        notAvailable(out, PropertyId.RETAIN_AVAILABLE, p.retainAvailable());
        if (p.maximumPacketSize() != ABSENT) {
            out.u32Property(PropertyId.MAXIMUM_PACKET_SIZE, p.maximumPacketSize());
        }
        out.stringProperty(PropertyId.ASSIGNED_CLIENT_IDENTIFIER, p.assignedClientId());
        if (p.topicAliasMaximum() != 0) {
            out.u16Property(PropertyId.TOPIC_ALIAS_MAXIMUM, p.topicAliasMaximum());
        }
        out.stringProperty(PropertyId.REASON_STRING, p.reasonString());
        out.userProperties(p.userProperties());
        notAvailable(out, PropertyId.WILDCARD_SUBSCRIPTION_AVAILABLE, p.wildcardSubscriptionAvailable());
        notAvailable(out, PropertyId.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, p.subscriptionIdentifiersAvailable());
        notAvailable(out, PropertyId.SHARED_SUBSCRIPTION_AVAILABLE, p.sharedSubscriptionAvailable());
        if (p.serverKeepAliveSeconds() != ABSENT) {
            out.u16Property(PropertyId.SERVER_KEEP_ALIVE, p.serverKeepAliveSeconds());
        }
        out.stringProperty(PropertyId.RESPONSE_INFORMATION, p.responseInformation());
        out.stringProperty(PropertyId.SERVER_REFERENCE, p.serverReference());
        out.stringProperty(PropertyId.AUTHENTICATION_METHOD, p.authenticationMethod());
        out.binaryProperty(PropertyId.AUTHENTICATION_DATA, p.authenticationData());
    }

    /** Available is what a client assumes. */
    private static void notAvailable(Sink out, int id, boolean available) {
        if (!available) {
            out.u8Property(id, 0);
        }
    }
}
