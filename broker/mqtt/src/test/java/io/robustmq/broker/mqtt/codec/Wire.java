package io.robustmq.broker.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.testkit.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the tests of the codec do again and again. */
final class Wire {
    static final int MAXIMUM_PACKET_BYTES = 1 << 20;

    private Wire() {}

    /** A decoder that has read the CONNECT of a client of {@code version}. */
    static PacketDecoder connected(ProtocolVersion version) {
        PacketDecoder decoder = new PacketDecoder(MAXIMUM_PACKET_BYTES);
        assertThat(decode(decoder, connect(version))).isNotNull();
        return decoder;
    }

    /** For {@code bytes} on a connection of {@code version}: fresh if they are a CONNECT, else connected. */
    static PacketDecoder decoderFor(byte[] bytes, ProtocolVersion version) {
        return bytes.length > 0 && bytes[0] >> 4 == 1 ? new PacketDecoder(MAXIMUM_PACKET_BYTES) : connected(version);
    }

    static byte[] connect(ProtocolVersion version) {
        return Bytes.of(
                switch (version) {
                    case V3_1 -> "10 (<MQIsdp> 03 02 003C <me>)";
                    case V3_1_1 -> "10 (<MQTT> 04 02 003C <me>)";
                    case V5 -> "10 (<MQTT> 05 02 003C () <me>)";
                });
    }

    /** The first packet in {@code bytes}. */
    static @Nullable Packet decode(PacketDecoder decoder, byte[] bytes) {
        return decoder.decode(Unpooled.wrappedBuffer(bytes));
    }

    static byte[] encode(Packet packet, ProtocolVersion version) {
        ByteBuf out = Unpooled.buffer(16);
        PacketEncoder.encode(packet, version, out);
        return takeAll(out);
    }

    /** What is readable in {@code out}, which is released. */
    static byte[] takeAll(ByteBuf out) {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        out.release();
        return bytes;
    }

    /** Arrays by content. */
    static void assertSame(@Nullable Packet actual, Packet expected) {
        assertThat(actual)
                .usingRecursiveComparison()
                .withEqualsForType(Arrays::equals, byte[].class)
                .isEqualTo(expected);
    }
}
