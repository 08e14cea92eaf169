package io.robustmq.broker.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.testkit.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketDecoderTest {
    private PacketDecoder decoder = new PacketDecoder(Wire.MAXIMUM_PACKET_BYTES);

    private ReasonCode refusalOf(String written) {
        MalformedPacketException refusal =
                catchThrowableOfType(MalformedPacketException.class, () -> Wire.decode(decoder, Bytes.of(written)));
        assertThat(refusal).as("a refusal of " + written).isNotNull();
        return refusal.reason();
    }

    private Publish publish(String written) {
        return (Publish) Wire.decode(decoder, Bytes.of(written));
    }

    private void connect(ProtocolVersion version) {
        assertThat(Wire.decode(decoder, Wire.connect(version))).isNotNull();
    }

    @Test
    void takesNothingButConnectFirst() { // [MQTT-3.1.0-1]
        assertThat(refusalOf("30 (<a/b> 'hi')")).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        assertThat(refusalOf("C0")).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        assertThat(refusalOf("16 0301")).as("a TLS client").isEqualTo(ReasonCode.MALFORMED_PACKET);
        assertThat(refusalOf("'GET / HTTP/1.1'")).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        assertThat(decoder.version()).isNull();
    }

    @Test
    void refusesASecondConnectAtItsFirstByte() { // [MQTT-3.1.0-2]
        connect(ProtocolVersion.V5);

        assertThat(refusalOf("10")).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    void learnsTheVersionFromConnect() {
        assertThat(decoder.version()).isNull();

        connect(ProtocolVersion.V3_1);

        assertThat(decoder.version()).isEqualTo(ProtocolVersion.V3_1);
    }

    @Test
    void knowsTheVersionToRefuseABadConnectIn() {
        assertThat(refusalOf("10 (<MQTT> 05 03 003C () <me>)")).isEqualTo(ReasonCode.MALFORMED_PACKET);
        assertThat(decoder.version()).isEqualTo(ProtocolVersion.V5);
    }

    @Test
    void answersAnUnknownLevelInTheNearestVersion() { // [MQTT-3.1.2-2]
        assertThat(refusalOf("10 (<MQTT> 09 02 003C () <me>)")).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
        assertThat(decoder.version()).isEqualTo(ProtocolVersion.V5);

        assertThat(refusalOf("10 (<MQTT> 02 02 003C <me>)")).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
        assertThat(decoder.version()).isEqualTo(ProtocolVersion.V3_1_1);

        assertThat(refusalOf("10 (<MQIsdp> 05 02 003C <me>)")).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
        assertThat(decoder.version()).isEqualTo(ProtocolVersion.V3_1);
    }

    @Test
    void hasNoVersionToAnswerAnotherProtocolIn() { // [MQTT-3.1.2-1]
        assertThat(refusalOf("10 (<SMTP> 05 02 003C () <me>)")).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
        assertThat(decoder.version()).isNull();
    }

    @Test
    void refusesATooLargePacketBeforeItsBodyHasCome() {
        decoder = new PacketDecoder(100);
        connect(ProtocolVersion.V5);

        assertThat(Wire.decode(decoder, Bytes.of("30 62"))).as("100 bytes").isNull();
        assertThat(refusalOf("30 63")).as("101 bytes").isEqualTo(ReasonCode.PACKET_TOO_LARGE);
        assertThat(refusalOf("30 FFFFFF7F")).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
    }

    @Test
    void refusesALengthOfFiveBytesAtItsFourth() {
        connect(ProtocolVersion.V3_1_1);

        assertThat(refusalOf("30 80808080")).isEqualTo(ReasonCode.MALFORMED_PACKET);
    }

    @Test
    void takesALengthLongerThanNeedBeBefore5() {
        connect(ProtocolVersion.V3_1_1);

        assertThat(publish("30 85808000 <a/b>").topic()).hasToString("a/b");
    }

    @Test
    void returnsTheVeryTopicOfTheMessageBefore() {
        connect(ProtocolVersion.V5);
        Publish first = publish("30 (<sensors/kitchen/temperature> () '20')");
        Publish second = publish("32 (<sensors/kitchen/temperature> 0001 () '21')");
        Publish third = publish("30 (<sensors/kitchen/temperaturf> () '22')");
        Publish fourth = publish("30 (<sensors/kitchen> () '23')");

        assertThat(second.topic()).isSameAs(first.topic());
        assertThat(third.topic()).hasToString("sensors/kitchen/temperaturf");
        assertThat(fourth.topic()).hasToString("sensors/kitchen");
        assertThat(second.properties()).isSameAs(PublishProperties.NONE);
    }

    @Test
    void doesNotHoldOnToALongTopic() {
        connect(ProtocolVersion.V3_1_1);
        String written = "30 (<" + "long/".repeat(60) + ">)";

        assertThat(publish(written).topic())
                .isEqualTo(publish(written).topic())
                .isNotSameAs(publish(written).topic());
    }

    @Test
    void keepsTheTopicAcrossAnAlias() {
        connect(ProtocolVersion.V5);
        Publish first = publish("30 (<a/b> (23 0001) 'x')");

        assertThat(publish("30 (<> (23 0001) 'x')").topic()).isNull();
        assertThat(publish("30 (<a/b> () 'x')").topic()).isSameAs(first.topic());
    }

    @Test
    void givesABridgeWhatItExpects() {
        assertThat(Wire.decode(decoder, Bytes.of("10 (<MQTT> 84 02 003C <bridge>)")))
                .isNotNull();

        Subscribe subscribe = (Subscribe) Wire.decode(decoder, Bytes.of("82 (0001 <a/#> 01)"));

        assertThat(decoder.version()).isEqualTo(ProtocolVersion.V3_1_1);
        assertThat(subscribe.requests()).containsExactly(new SubscriptionRequest("a/#", 1, true, true, 0));
        Subscribe shared = (Subscribe) Wire.decode(decoder, Bytes.of("82 (0002 <$share/g/a> 01)"));
        assertThat(shared.requests()).containsExactly(new SubscriptionRequest("$share/g/a", 1, false, true, 0));
    }

    @Test
    void letsA31ClientAnnounceAUserNameAndLeaveItOut() {
        assertThat(Wire.decode(decoder, Bytes.of("10 (<MQIsdp> 03 C2 003C <me>)")))
                .hasFieldOrPropertyWithValue("username", null)
                .hasFieldOrPropertyWithValue("password", null);
    }

    @Test
    void refusesMoreUserPropertiesThanOnePacketMayHave() {
        connect(ProtocolVersion.V5);
        String allowed = "26 <> <> ".repeat(4_096);

        assertThat(publish("30 (<a> (" + allowed + "))").properties().userProperties())
                .hasSize(4_096);
        assertThat(refusalOf("30 (<a> (26 <> <> " + allowed + "))")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    }

    @Test
    void refusesMoreFiltersThanOnePacketMayHave() {
        connect(ProtocolVersion.V3_1_1);
        String allowed = "<a> 00 ".repeat(16_384);

        assertThat(((Subscribe) Wire.decode(decoder, Bytes.of("82 (0001 " + allowed + ")"))).requests())
                .hasSize(16_384);
        assertThat(refusalOf("82 (0001 <a> 00 " + allowed + ")")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    }

    @Test
    void looksOnlyAtTheHeadOfAnUnfinishedPacket() {
        connect(ProtocolVersion.V3_1_1);
        CountingBuffer in = new CountingBuffer(1 << 20);
        in.writeBytes(Bytes.of("30 80803F"));
        byte[] piece = new byte[1_024];
        for (int i = 0; i < 900; i++) {
            in.writeBytes(piece);
            assertThat(decoder.decode(in)).isNull();
        }

        assertThat(in.reads).isEqualTo(900 * 4);
        in.release();
    }

    @Test
    void sharesNoBytesWithTheBuffer() {
        connect(ProtocolVersion.V3_1_1);
        ByteBuf in = Unpooled.copiedBuffer(Bytes.of("30 (<a/b> 'hi')"));
        Publish publish = (Publish) decoder.decode(in);
        in.setZero(0, in.capacity());

        assertThat(publish).isNotNull();
        assertThat(publish.topic()).hasToString("a/b");
        assertThat(publish.payload()).asString().isEqualTo("hi");
    }

    @Test
    void saysWhatWasWrongInFewWords() {
        List<Refusal> all = DecodesWhatClientsSendTest.refused().toList();

        assertThat(all).allSatisfy(refusal -> {
            PacketDecoder fresh = Wire.decoderFor(refusal.bytes(), refusal.version());
            assertThat(catchThrowableOfType(MalformedPacketException.class, () -> Wire.decode(fresh, refusal.bytes()))
                            .getMessage())
                    .hasSizeBetween(5, 80);
        });
    }

    /** Counts the bytes that are looked at one by one. */
    private static final class CountingBuffer extends UnpooledHeapByteBuf {
        private int reads;

        CountingBuffer(int capacity) {
            super(UnpooledByteBufAllocator.DEFAULT, capacity, capacity);
        }

        @Override
        protected byte _getByte(int index) {
            reads++;
            return super._getByte(index);
        }
    }
}
