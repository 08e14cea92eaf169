package io.robustmq.broker.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.testkit.Bytes;
import io.robustmq.broker.mqtt.testkit.ClientDecoder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncodesWhatServersSendTest {
    static Stream<PacketCase> whole() {
        return Stream.of(PublishCases.GOOD, PublishCases.SENT, AckCases.GOOD, AnswerCases.WHOLE)
                .flatMap(table -> table.stream());
    }

    static Stream<PacketCase> all() {
        return Stream.concat(whole(), AnswerCases.MAPPED.stream());
    }

    @ParameterizedTest
    @MethodSource("all")
    void writesTheBytesOfTheTable(PacketCase given) {
        assertThat(Bytes.show(Wire.encode(given.packet(), given.version()))).isEqualTo(Bytes.show(given.bytes()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void knowsTheLengthBeforehand(PacketCase given) {
        assertThat(PacketEncoder.encodedLength(given.packet(), given.version())).isEqualTo(given.bytes().length);
    }

    @ParameterizedTest
    @MethodSource("whole")
    void aClientReadsThePacketBack(PacketCase given) {
        Wire.assertSame(ClientDecoder.decode(given.bytes(), given.version()), given.packet());
    }

    @Test
    void doesNotWriteWhatOnlyClientsSend() {
        assertThatThrownBy(() -> PacketEncoder.encodedLength(PingReq.INSTANCE, ProtocolVersion.V5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
