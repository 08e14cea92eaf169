package io.robustmq.broker.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.testkit.Bytes;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemInformationTest {

    private static PacketCase row(String name) {
        return Stream.of(AckCases.GOOD, AnswerCases.WHOLE)
                .flatMap(table -> table.stream())
                .filter(row -> row.version().isV5() && row.toString().equals("V5 " + name))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] fitted(String name, long maximum) {
        Packet fitted = ProblemInformation.fit(row(name).packet(), ProtocolVersion.V5, maximum);
        return fitted == null ? new byte[0] : Wire.encode(fitted, ProtocolVersion.V5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PubAck: everything | 40 (0001 97 (1F <why>)) | 40 (0001 97)",
                "PubRel: everything | 62 (0001 92 (1F <why>)) | 62 (0001 92)",
                "SubAck: everything | 90 (0001 (1F <why>) 00) | 90 (0001 () 00)",
                "UnsubAck: everything | B0 (0001 (1F <why>) 00) | B0 (0001 () 00)",
                "Disconnect: everything | E0 (9C (1F <why> 1C <other>)) | E0 (9C (1C <other>))",
                "Auth: the last step | F0 (00 (15 <m> 16 0001 FF 1F <why>)) | F0 (00 (15 <m> 16 0001 FF))"
            })
    void dropsUserPropertiesThenTheReasonStringThenThePacket(String name, String less, String least) {
        byte[] full = row(name).bytes();
        byte[] withoutUserProperties = Bytes.of(less);
        byte[] bare = Bytes.of(least);

        assertThat(fitted(name, full.length)).isEqualTo(full);
        assertThat(fitted(name, full.length - 1)).isEqualTo(withoutUserProperties);
        assertThat(fitted(name, withoutUserProperties.length)).isEqualTo(withoutUserProperties);
        assertThat(fitted(name, withoutUserProperties.length - 1)).isEqualTo(bare);
        assertThat(fitted(name, bare.length)).isEqualTo(bare);
        assertThat(fitted(name, bare.length - 1)).isEmpty();
    }

    @Test
    void leavesTheRestOfConnAckAlone() {
        Packet bare = ProblemInformation.without(row("ConnAck: everything").packet());

        assertThat(Bytes.show(Wire.encode(bare, ProtocolVersion.V5)))
                .isEqualTo(Bytes.show(
                        Bytes.of("20 (00 00 (11 0000000A 21 0400 24 01 25 00 27 00A00000 12 <auto> 22 FFFF 28 00"
                                + " 29 00 2A 00 13 003C 1A <info> 1C <other> 15 <m> 16 0001 07))")));
    }

    @Test
    void neverChangesAMessage() {
        Publish publish = new Publish(
                TopicName.of("a"), new byte[10], 0, false, false, 0, PublishProperties.NONE.withMessageExpiry(1));

        assertThat(ProblemInformation.without(publish)).isSameAs(publish);
        assertThat(ProblemInformation.fit(publish, ProtocolVersion.V5, 21)).isSameAs(publish);
        assertThat(ProblemInformation.fit(publish, ProtocolVersion.V5, 20)).isNull();
    }
}
