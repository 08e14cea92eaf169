package io.robustmq.broker.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.encode.AckEncoder;
import io.robustmq.broker.mqtt.codec.encode.AuthEncoder;
import io.robustmq.broker.mqtt.codec.encode.BufferSink;
import io.robustmq.broker.mqtt.codec.encode.ConnAckEncoder;
import io.robustmq.broker.mqtt.codec.encode.DisconnectEncoder;
import io.robustmq.broker.mqtt.codec.encode.Sink;
import io.robustmq.broker.mqtt.codec.encode.SizeSink;
import io.robustmq.broker.mqtt.codec.encode.SubAckEncoder;
import io.robustmq.broker.mqtt.codec.wire.PacketType;
import io.robustmq.broker.mqtt.codec.wire.Varint;
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

/**
 * Writes the packets a server sends. An older version sees reason codes as the return codes it knows, or not at all;
 * what it does not know as a packet (DISCONNECT from a server, AUTH) becomes no bytes.
 *
 * <p>Bounds: no string or binary field over 65,535 bytes, or {@link IllegalArgumentException}; the same for the packets
 * only a client sends.
 */
public final class PacketEncoder {
    private PacketEncoder() {}

    /**
     * The bytes {@link #encode} will write, fixed header included; 0 for a packet this version's server cannot send.
     */
    public static int encodedLength(Packet packet, ProtocolVersion version) {
        return switch (packet) {
            case Publish p ->
                PublishEncoder.encodedLength(version, p.topic(), p.payload().length, p.qos(), p.properties());
            case PubAck p -> ackLength(p.packetId(), p.reason(), p.properties(), version);
            case PubRec p -> ackLength(p.packetId(), p.reason(), p.properties(), version);
            case PubRel p -> ackLength(p.packetId(), p.reason(), p.properties(), version);
            case PubComp p -> ackLength(p.packetId(), p.reason(), p.properties(), version);
            case PingResp _ -> 2;
            case Disconnect _, Auth _ -> version.isV5() ? framedLength(packet, version) : 0;
            case ConnAck _, SubAck _, UnsubAck _ -> framedLength(packet, version);
            case Connect _, Subscribe _, Unsubscribe _, PingReq _ -> throw onlyFromClients(packet);
        };
    }

    /** Appends {@code packet}. */
    public static void encode(Packet packet, ProtocolVersion version, ByteBuf out) {
        switch (packet) {
            case Publish p ->
                PublishEncoder.encode(
                        out,
                        version,
                        p.topic(),
                        p.payload(),
                        p.qos(),
                        p.retain(),
                        p.dup(),
                        p.packetId(),
                        p.properties());
            case PubAck p -> ack(PacketType.PUBACK << 4, p.packetId(), p.reason(), p.properties(), version, out);
            case PubRec p -> ack(PacketType.PUBREC << 4, p.packetId(), p.reason(), p.properties(), version, out);
            case PubRel p -> // [MQTT-3.6.1-1]
                ack(PacketType.PUBREL << 4 | 0b0010, p.packetId(), p.reason(), p.properties(), version, out);
            case PubComp p -> ack(PacketType.PUBCOMP << 4, p.packetId(), p.reason(), p.properties(), version, out);
            case PingResp _ -> out.writeShort(PacketType.PINGRESP << 12);
            case ConnAck _ -> framed(PacketType.CONNACK << 4, packet, version, out);
            case SubAck _ -> framed(PacketType.SUBACK << 4, packet, version, out);
            case UnsubAck _ -> framed(PacketType.UNSUBACK << 4, packet, version, out);
            case Disconnect _ -> {
                if (version.isV5()) {
                    framed(PacketType.DISCONNECT << 4, packet, version, out);
                }
            }
            case Auth _ -> {
                if (version.isV5()) {
                    framed(PacketType.AUTH << 4, packet, version, out);
                }
            }
            case Connect _, Subscribe _, Unsubscribe _, PingReq _ -> throw onlyFromClients(packet);
        }
    }

    private static int ackLength(int packetId, ReasonCode reason, AckProperties properties, ProtocolVersion version) {
        if (AckEncoder.isShort(reason, properties, version)) {
            return 4;
        }
        SizeSink size = new SizeSink();
        AckEncoder.body(size, packetId, reason, properties);
        return 1 + Varint.length(size.bytes()) + size.bytes();
    }

    private static void ack(
            int first,
            int packetId,
            ReasonCode reason,
            AckProperties properties,
            ProtocolVersion version,
            ByteBuf out) {
        if (AckEncoder.isShort(reason, properties, version)) {
            out.writeInt(first << 24 | 2 << 16 | packetId);
            return;
        }
        SizeSink size = new SizeSink();
        AckEncoder.body(size, packetId, reason, properties);
        out.writeByte(first);
        Varint.write(out, size.bytes());
        AckEncoder.body(new BufferSink(out), packetId, reason, properties);
    }

    private static int framedLength(Packet packet, ProtocolVersion version) {
        int bytes = bodyLength(packet, version);
        return 1 + Varint.length(bytes) + bytes;
    }

    private static void framed(int first, Packet packet, ProtocolVersion version, ByteBuf out) {
        out.writeByte(first);
        Varint.write(out, bodyLength(packet, version));
        body(new BufferSink(out), packet, version);
    }

    private static int bodyLength(Packet packet, ProtocolVersion version) {
        SizeSink size = new SizeSink();
        body(size, packet, version);
        return size.bytes();
    }

    private static void body(Sink out, Packet packet, ProtocolVersion version) {
        switch (packet) {
            case ConnAck p -> ConnAckEncoder.body(out, p, version);
            case SubAck p -> SubAckEncoder.body(out, p, version);
            case UnsubAck p -> SubAckEncoder.body(out, p, version);
            case Disconnect p -> DisconnectEncoder.body(out, p);
            case Auth p -> AuthEncoder.body(out, p);
            case Publish _, PubAck _, PubRec _, PubRel _, PubComp _, PingResp _ ->
                throw new IllegalArgumentException("has a way of its own: " + packet);
            case Connect _, Subscribe _, Unsubscribe _, PingReq _ -> throw onlyFromClients(packet);
        }
    }

    private static IllegalArgumentException onlyFromClients(Packet packet) {
        return new IllegalArgumentException(
                "no server sends " + packet.getClass().getSimpleName());
    }
}
