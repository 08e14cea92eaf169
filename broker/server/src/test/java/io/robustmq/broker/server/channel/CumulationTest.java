package io.robustmq.broker.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CumulationTest {
    private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    @ParameterizedTest
    @CsvSource({
        "30, 0",
        "3000, 2",
        "3005, 7",
        "3080, 0",
        "308001, 131",
        "30FFFF, 0",
        "30FFFF7F, 2097155",
        "30FFFFFF7F, 268435460"
    })
    void readsTheSizeAHeaderAnnounces(String hex, int bytes) {
        assertThat(Cumulation.announced(bytes(hex))).isEqualTo(bytes);
    }

    @Test
    void takesOnlyWhatTheFirstPacketLacks() {
        ByteBuf more = bytes("0203040530000000");

        ByteBuf whole = Cumulation.complete(ALLOCATOR, bytes("30050101"), more);

        assertThat(hex(whole)).isEqualTo("30050101020304");
        assertThat(hex(more)).isEqualTo("0530000000");
        whole.release();
    }

    @Test
    void findsOutTheLengthFirstIfThatIsCutToo() {
        ByteBuf more = bytes("01" + "AA".repeat(130));

        ByteBuf whole = Cumulation.complete(ALLOCATOR, bytes("3080"), more);

        assertThat(whole.readableBytes()).isEqualTo(3 + 128);
        assertThat(more.readableBytes()).isEqualTo(2);
        whole.release();
    }

    @Test
    void copiesALargePacketAHandfulOfTimesHoweverManyReadsItTakes() {
        int size = 10 * 1024 * 1024;
        ByteBuf rest = bytes("30808080057F"); // announces 10 MiB
        int copies = 0;
        while (rest.readableBytes() < size) {
            ByteBuf more = Unpooled.wrappedBuffer(new byte[1000]);
            int capacity = rest.capacity();
            rest = Cumulation.complete(ALLOCATOR, rest, more);
            copies += rest.capacity() > capacity ? 1 : 0;
        }

        assertThat(copies).isLessThan(12);
        assertThat(rest.capacity()).isEqualTo(Cumulation.announced(rest));
        rest.release();
    }

    @Test
    void doesNotTrustAHeaderThatPromisesMuch() {
        ByteBuf rest = Cumulation.complete(ALLOCATOR, bytes("30FFFFFF7F"), bytes("00".repeat(100)));

        assertThat(rest.capacity()).isLessThan(4096);
        rest.release();
    }

    @Test
    void leavesBuffersAloneThatOthersHold() {
        ByteBuf shared = ALLOCATOR.directBuffer(100).writeBytes(bytes("3005"));
        shared.retain();

        ByteBuf joined = Cumulation.join(ALLOCATOR, shared, bytes("0102"));

        assertThat(joined).isNotSameAs(shared);
        assertThat(hex(shared)).isEmpty();
        assertThat(hex(joined)).isEqualTo("30050102");
        joined.release();
        shared.release();
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteBuf bytes) {
        return ByteBufUtil.hexDump(bytes).toUpperCase(Locale.ROOT);
    }
}
