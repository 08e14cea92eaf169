package io.robustmq.broker.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.testkit.Bytes;
import io.robustmq.broker.mqtt.testkit.ClientEncoder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecodesWhatClientsSendTest {
    static Stream<PacketCase> canonical() {
        return Stream.of(ConnectCases.GOOD, PublishCases.GOOD, AckCases.GOOD, SubscribeCases.GOOD, SessionCases.GOOD)
                .flatMap(table -> table.stream());
    }

    static Stream<PacketCase> allowed() {
        return Stream.concat(
                canonical(),
                Stream.of(AckCases.LENIENT, SubscribeCases.LENIENT, SessionCases.LENIENT)
                        .flatMap(table -> table.stream()));
    }

    static Stream<Refusal> refused() {
        return Stream.of(ConnectCases.BAD, PublishCases.BAD, AckCases.BAD, SubscribeCases.BAD, SessionCases.BAD)
                .flatMap(table -> table.stream());
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void readsThePacketAndNothingMore(PacketCase given) {
        byte[] bytes = given.bytes();
        ByteBuf in = Unpooled.wrappedBuffer(bytes, new byte[] {0x7F, 0x7F});

        Wire.assertSame(Wire.decoderFor(bytes, given.version()).decode(in), given.packet());
        assertThat(in.readerIndex()).isEqualTo(bytes.length);
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void waitsForTheLastByte(PacketCase given) {
        byte[] bytes = given.bytes();
        PacketDecoder decoder = Wire.decoderFor(bytes, given.version());

        for (int length = 0; length < bytes.length; length++) {
            ByteBuf in = Unpooled.wrappedBuffer(Arrays.copyOf(bytes, length));
            assertThat(decoder.decode(in)).isNull();
            assertThat(in.readerIndex()).isZero();
        }
        Wire.assertSame(Wire.decode(decoder, bytes), given.packet());
    }

    /** The table and the tests' own encoder agree, so that the latter can be believed elsewhere. */
    @ParameterizedTest
    @MethodSource("canonical")
    void theTestsOwnEncoderWritesTheSameBytes(PacketCase given) {
        assertThat(Bytes.show(ClientEncoder.encode(given.packet(), given.version())))
                .isEqualTo(Bytes.show(given.bytes()));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWithTheReason(Refusal given) {
        byte[] bytes = given.bytes();
        PacketDecoder decoder = Wire.decoderFor(bytes, given.version());

        MalformedPacketException refusal =
                catchThrowableOfType(MalformedPacketException.class, () -> Wire.decode(decoder, bytes));

        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).isEqualTo(given.reason());
        assertThat(refusal.getStackTrace()).isEmpty();
    }
}
