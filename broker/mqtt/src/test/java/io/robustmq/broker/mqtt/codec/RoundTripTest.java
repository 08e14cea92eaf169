package io.robustmq.broker.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.testkit.ClientDecoder;
import io.robustmq.broker.mqtt.testkit.ClientEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripTest {

    /** Packets of one connection. */
    record Stream(ProtocolVersion version, List<Packet> packets) {}

    @Provide
    Arbitrary<Stream> fromClients() {
        return ArbitraryPackets.VERSIONS.flatMap(version -> ArbitraryPackets.fromClients(version)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(packets -> new Stream(version, packets)));
    }

    @Provide
    Arbitrary<Stream> fromServers() {
        return ArbitraryPackets.VERSIONS.flatMap(version -> ArbitraryPackets.fromServers(version)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(packets -> new Stream(version, packets)));
    }

    @Property(tries = 300)
    void whatAClientSendsArrivesHoweverItIsSplit(@ForAll("fromClients") Stream stream, @ForAll Random random) {
        ByteBuf sent = Unpooled.buffer();
        List<byte[]> expected = new ArrayList<>();
        sent.writeBytes(Wire.connect(stream.version()));
        for (Packet packet : stream.packets()) {
            if (!(packet instanceof Connect)) {
                byte[] bytes = ClientEncoder.encode(packet, stream.version());
                sent.writeBytes(bytes);
                expected.add(bytes);
            }
        }

        List<Packet> arrived = receiveInPieces(sent, random);

        assertThat(arrived.removeFirst()).isInstanceOf(Connect.class);
        assertThat(arrived)
                .extracting(packet -> ClientEncoder.encode(packet, stream.version()))
                .containsExactlyElementsOf(expected);
        sent.release();
    }

    private static List<Packet> receiveInPieces(ByteBuf sent, Random random) {
        PacketDecoder decoder = new PacketDecoder(Wire.MAXIMUM_PACKET_BYTES);
        ByteBuf received = Unpooled.directBuffer();
        List<Packet> packets = new ArrayList<>();
        while (sent.isReadable()) {
            received.writeBytes(sent, Math.min(sent.readableBytes(), 1 + random.nextInt(20)));
            Packet packet = decoder.decode(received);
            while (packet != null) {
                packets.add(packet);
                packet = decoder.decode(received);
            }
            received.discardSomeReadBytes();
        }
        assertThat(received.isReadable()).isFalse();
        received.release();
        return packets;
    }

    @Property(tries = 300)
    void aConnectArrivesWhole(@ForAll("fromClients") Stream stream) {
        for (Packet packet : stream.packets()) {
            if (packet instanceof Connect) {
                byte[] bytes = ClientEncoder.encode(packet, stream.version());
                Wire.assertSame(Wire.decode(new PacketDecoder(Wire.MAXIMUM_PACKET_BYTES), bytes), packet);
            }
        }
    }

    @Property(tries = 300)
    void whatTheServerSendsArrives(@ForAll("fromServers") Stream stream) {
        for (Packet packet : stream.packets()) {
            byte[] bytes = Wire.encode(packet, stream.version());
            assertThat(PacketEncoder.encodedLength(packet, stream.version())).isEqualTo(bytes.length);
            Wire.assertSame(ClientDecoder.decode(bytes, stream.version()), packet);
        }
    }
}
