package io.robustmq.broker.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.testkit.Bytes;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectGlanceTest {
    private static final int MUTATIONS = 100_000;
    private static final long SEED = 20_261_128;

    private static Stream<PacketCase> connects() {
        return ConnectCases.GOOD.stream();
    }

    @ParameterizedTest
    @MethodSource("connects")
    void seesWhatTheDecoderWillSee(PacketCase each) {
        String id = ((Connect) each.packet()).clientId();

        assertThat(glance(each.bytes())).isEqualTo(id.isEmpty() ? null : id);
    }

    @ParameterizedTest
    @MethodSource("connects")
    void seesNothingOrTheSameInEveryPartOfIt(PacketCase each) {
        byte[] bytes = each.bytes();
        String id = glance(bytes);
        for (int cut = 0; cut < bytes.length; cut++) {
            ByteBuf part = Unpooled.wrappedBuffer(bytes, 0, cut);

            assertThat(ConnectGlance.clientId(part)).isIn(null, id);
            assertThat(part.readableBytes()).isEqualTo(cut);
        }
    }

    @Test
    void findsItWhereTheBytesDoNotBeginAtZero() {
        ByteBuf in = Unpooled.wrappedBuffer(new byte[] {9, 9, 9}, Bytes.of("10 (<MQTT> 05 02 003C (21 0001) <me>)"));
        in.skipBytes(3);

        assertThat(ConnectGlance.clientId(in)).isEqualTo("me");
        assertThat(in.readerIndex()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10 FF FF FF FF FF FF",
                "10 7F FFFF",
                "10 7F 0000 05 02 003C FF FF FF FF 00",
                "10 7F <MQTT> 05 02 003C FF FF FF 7F 0002 41 41",
                "30 (<MQTT> 04 02 003C <me>)",
                "16 03 01 02 00 01 00 01 FC 03 03",
                "47 45 54 20 2F 20 48 54 54 50"
            })
    void seesNothingInAnythingElse(String bytes) {
        assertThat(glance(Bytes.of(bytes))).isNull();
    }

    @Test
    void neverFailsWhateverTheBytes() {
        List<byte[]> seeds = connects().map(PacketCase::bytes).toList();
        Mutator mutator = new Mutator(new SplittableRandom(SEED), seeds);
        int found = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            found += glance(mutator.mutate(seeds.get(mutator.pick()))) == null ? 0 : 1;
        }

        assertThat(found).isBetween(1, MUTATIONS - 1);
    }

    private static @Nullable String glance(byte[] bytes) {
        return ConnectGlance.clientId(Unpooled.wrappedBuffer(bytes));
    }
}
