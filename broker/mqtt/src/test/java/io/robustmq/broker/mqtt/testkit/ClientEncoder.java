package io.robustmq.broker.mqtt.testkit;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.AckProperties;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import io.robustmq.broker.mqtt.packet.Will;

/**
 * Writes the packets a client sends, as they are, checking nothing: a test may well want to send what is not allowed.
 */
public final class ClientEncoder {
    private ClientEncoder() {}

    /** The whole packet; CONNECT in its own version, which {@code version} should be. */
    public static byte[] encode(Packet packet, ProtocolVersion version) {
        boolean v5 = version.isV5();
        return switch (packet) {
            case Connect p -> connect(p).framed(0x10);
            case Publish p -> publish(p, v5).framed(0x30 | (p.dup() ? 8 : 0) | p.qos() << 1 | (p.retain() ? 1 : 0));
            case PubAck p -> ack(p.packetId(), p.reason(), p.properties(), v5).framed(0x40);
            case PubRec p -> ack(p.packetId(), p.reason(), p.properties(), v5).framed(0x50);
            case PubRel p -> ack(p.packetId(), p.reason(), p.properties(), v5).framed(0x62);
            case PubComp p -> ack(p.packetId(), p.reason(), p.properties(), v5).framed(0x70);
            case Subscribe p -> subscribe(p, v5).framed(0x82);
            case Unsubscribe p -> unsubscribe(p, v5).framed(0xA2);
            case PingReq _ -> new WireWriter().framed(0xC0);
            case Disconnect p -> disconnect(p, v5).framed(0xE0);
            case Auth p -> auth(p).framed(0xF0);
            case ConnAck _, SubAck _, UnsubAck _, PingResp _ ->
                throw new IllegalArgumentException("no client sends " + packet);
        };
    }

    private static WireWriter connect(Connect p) {
        boolean v5 = p.version().isV5();
        Will will = p.will();
        int flags = (p.cleanStart() ? 2 : 0)
                | (will == null ? 0 : 4 | will.qos() << 3 | (will.retain() ? 0x20 : 0))
                | (p.password() == null ? 0 : 0x40)
                | (p.username() == null ? 0 : 0x80);
        WireWriter out = new WireWriter()
                .string(p.version().protocolName())
                .u8(p.version().level())
                .u8(flags)
                .u16(p.keepAliveSeconds());
        if (v5) {
            out.block(properties(p.properties()));
        }
        out.string(p.clientId());
        if (will != null) {
            if (v5) {
                WireWriter properties = properties(will.properties());
                if (will.delayIntervalSeconds() != 0) {
                    properties.u8(0x18).u32(will.delayIntervalSeconds());
                }
                out.block(properties);
            }
            out.binary(will.topic().utf8()).binary(will.payload());
        }
        if (p.username() != null) {
            out.string(p.username());
        }
        return p.password() == null ? out : out.binary(p.password());
    }

    private static WireWriter properties(ConnectProperties p) {
        WireWriter out = new WireWriter();
        if (p.sessionExpiryIntervalSeconds() != 0) {
            out.u8(0x11).u32(p.sessionExpiryIntervalSeconds());
        }
        if (p.receiveMaximum() != 65_535) {
            out.u8(0x21).u16(p.receiveMaximum());
        }
        if (p.maximumPacketSize() != ConnectProperties.NO_PACKET_LIMIT) {
            out.u8(0x27).u32(p.maximumPacketSize());
        }
        if (p.topicAliasMaximum() != 0) {
            out.u8(0x22).u16(p.topicAliasMaximum());
        }
        if (p.requestResponseInformation()) {
            out.u8(0x19).u8(1);
        }
        if (!p.requestProblemInformation()) {
            out.u8(0x17).u8(0);
        }
        return out.userProperties(p.userProperties())
                .stringProperty(0x15, p.authenticationMethod())
                .binaryProperty(0x16, p.authenticationData());
    }

    private static WireWriter publish(Publish p, boolean v5) {
        WireWriter out = new WireWriter()
                .binary(p.topic() == null ? new byte[0] : p.topic().utf8());
        if (p.qos() > 0) {
            out.u16(p.packetId());
        }
        if (v5) {
            out.block(properties(p.properties()));
        }
        return out.raw(p.payload());
    }

    private static WireWriter properties(PublishProperties p) {
        WireWriter out = new WireWriter();
        if (p.payloadFormatIndicator() >= 0) {
            out.u8(0x01).u8(p.payloadFormatIndicator());
        }
        if (p.messageExpiryIntervalSeconds() >= 0) {
            out.u8(0x02).u32(p.messageExpiryIntervalSeconds());
        }
        if (p.topicAlias() != 0) {
            out.u8(0x23).u16(p.topicAlias());
        }
        for (int identifier : p.subscriptionIdentifiers()) {
            out.u8(0x0B).varint(identifier);
        }
        return out.stringProperty(0x08, p.responseTopic())
                .binaryProperty(0x09, p.correlationData())
                .userProperties(p.userProperties())
                .stringProperty(0x03, p.contentType());
    }

    private static WireWriter ack(int packetId, ReasonCode reason, AckProperties properties, boolean v5) {
        WireWriter out = new WireWriter().u16(packetId);
        WireWriter block = new WireWriter()
                .stringProperty(0x1F, properties.reasonString())
                .userProperties(properties.userProperties());
        if (v5 && (reason != ReasonCode.SUCCESS || block.size() > 0)) {
            out.u8(reason.code());
        }
        return v5 && block.size() > 0 ? out.block(block) : out;
    }

    private static WireWriter subscribe(Subscribe p, boolean v5) {
        WireWriter out = new WireWriter().u16(p.packetId());
        if (v5) {
            WireWriter properties = new WireWriter();
            if (p.subscriptionIdentifier() != 0) {
                properties.u8(0x0B).varint(p.subscriptionIdentifier());
            }
            out.block(properties.userProperties(p.userProperties()));
        }
        for (SubscriptionRequest request : p.requests()) {
            int options = (request.noLocal() ? 4 : 0)
                    | (request.retainAsPublished() ? 8 : 0)
                    | request.retainHandling() << 4
                    | request.qos();
            out.string(request.topicFilter()).u8(v5 ? options : request.qos());
        }
        return out;
    }

    private static WireWriter unsubscribe(Unsubscribe p, boolean v5) {
        WireWriter out = new WireWriter().u16(p.packetId());
        if (v5) {
            out.block(new WireWriter().userProperties(p.userProperties()));
        }
        p.topicFilters().forEach(out::string);
        return out;
    }

    private static WireWriter disconnect(Disconnect p, boolean v5) {
        WireWriter properties = new WireWriter();
        if (p.sessionExpiryIntervalSeconds() != Disconnect.ABSENT) {
            properties.u8(0x11).u32(p.sessionExpiryIntervalSeconds());
        }
        properties.stringProperty(0x1F, p.reasonString()).userProperties(p.userProperties());
        WireWriter out = new WireWriter();
        if (v5 && (p.reason() != ReasonCode.SUCCESS || properties.size() > 0)) {
            out.u8(p.reason().code());
        }
        return v5 && properties.size() > 0 ? out.block(properties) : out;
    }

    private static WireWriter auth(Auth p) {
        return new WireWriter()
                .u8(p.reason().code())
                .block(new WireWriter()
                        .stringProperty(0x15, p.method())
                        .binaryProperty(0x16, p.data())
                        .stringProperty(0x1F, p.reasonString())
                        .userProperties(p.userProperties()));
    }
}
