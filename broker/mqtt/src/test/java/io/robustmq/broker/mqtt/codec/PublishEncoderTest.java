package io.robustmq.broker.mqtt.codec;

import static io.robustmq.broker.mqtt.codec.ConnectCases.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.testkit.Bytes;
import io.robustmq.broker.mqtt.testkit.ClientDecoder;
import io.robustmq.broker.mqtt.topic.TopicName;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PublishEncoderTest {
    private static final TopicName TOPIC = TopicName.of("a/b");

    record Sent(ProtocolVersion version, Publish publish) {}

    @Provide
    Arbitrary<Sent> sent() {
        return ArbitraryPackets.VERSIONS.flatMap(
                version -> ArbitraryPackets.publish(version).map(packet -> new Sent(version, (Publish) packet)));
    }

    @Property(tries = 300)
    void aFrameIsTheSamePacketOnceThePacketIdIsIn(@ForAll("sent") Sent sent) {
        Publish p = sent.publish();
        PublishFrame frame =
                PublishEncoder.frame(sent.version(), p.topic(), p.payload(), p.qos(), p.retain(), p.properties());
        ByteBuf out = Unpooled.buffer();
        out.writeByte(0x7F);
        frame.writeTo(out, p.packetId());

        Publish first = new Publish(p.topic(), p.payload(), p.qos(), p.retain(), false, p.packetId(), p.properties());
        assertThat(out.readByte()).isEqualTo((byte) 0x7F);
        assertThat(frame.length()).isEqualTo(out.readableBytes());
        assertThat(Wire.takeAll(out)).isEqualTo(Wire.encode(first, sent.version()));
    }

    @Property(tries = 300)
    void headAndPayloadMakeTheWholePacket(@ForAll("sent") Sent sent) {
        Publish p = sent.publish();
        ByteBuf out = Unpooled.buffer();
        PublishEncoder.writeHead(
                out,
                sent.version(),
                p.topic(),
                p.payload().length,
                p.qos(),
                p.retain(),
                p.dup(),
                p.packetId(),
                p.properties());

        assertThat(out.readableBytes())
                .isEqualTo(PublishEncoder.headLength(
                        sent.version(), p.topic(), p.payload().length, p.qos(), p.properties()));
        out.writeBytes(p.payload());
        assertThat(Wire.takeAll(out)).isEqualTo(Wire.encode(p, sent.version()));
    }

    @Property(tries = 50)
    void theLengthIsRightAroundEveryStepOfTheRemainingLength(
            @ForAll @IntRange(min = -10, max = 10) int around, @ForAll @IntRange(min = 0, max = 2) int step) {
        byte[] payload = new byte[(1 << (7 * (step + 1))) + around];
        for (ProtocolVersion version : ProtocolVersion.values()) {
            Publish publish = new Publish(TOPIC, payload, 1, false, false, 1, PublishProperties.NONE);
            byte[] bytes = Wire.encode(publish, version);
            assertThat(PacketEncoder.encodedLength(publish, version)).isEqualTo(bytes.length);
            assertThat(((Publish) ClientDecoder.decode(bytes, version)).payload())
                    .hasSameSizeAs(payload);
        }
    }

    @Example
    void leavesPropertiesOutBefore5() {
        PublishProperties properties = PublishProperties.NONE.withTopicAlias(1).withMessageExpiry(10);
        Publish publish = new Publish(TOPIC, utf8("hi"), 0, false, false, 0, properties);

        assertThat(Wire.encode(publish, ProtocolVersion.V3_1_1)).isEqualTo(Bytes.of("30 (<a/b> 'hi')"));
    }

    @Example
    void sendsAnAliasInsteadOfATopic() {
        PublishProperties alias = PublishProperties.NONE.withTopicAlias(7);
        ByteBuf out = Unpooled.buffer();
        PublishEncoder.encode(out, ProtocolVersion.V5, TOPIC, utf8("1"), 0, false, false, 0, alias);
        PublishEncoder.encode(out, ProtocolVersion.V5, null, utf8("2"), 0, false, false, 0, alias);

        assertThat(Wire.takeAll(out)).isEqualTo(Bytes.of("30 (<a/b> (23 0007) '1') 30 (<> (23 0007) '2')"));
    }
}
