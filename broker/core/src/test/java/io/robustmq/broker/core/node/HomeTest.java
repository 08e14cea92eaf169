package io.robustmq.broker.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where a client belongs, before its CONNECT is decoded. */
class HomeTest {
    private static final int LANES = 4;

    private final World world = new Setup().lanes(LANES).start();

    private int asks(int lane, ByteBuf first) {
        return world.node().lane(lane).homeOf(first);
    }

    private static ByteBuf connect(String clientId) {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        return Unpooled.buffer()
                .writeBytes(new byte[] {0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60})
                .writeShort(id.length)
                .writeBytes(id);
    }

    @Test
    void isTheSameWhicheverLaneAsksAndWhereTheSessionIsFound() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            String id = "client-" + i;
            int home = asks(0, connect(id));
            for (int lane = 1; lane < LANES; lane++) {
                assertThat(asks(lane, connect(id))).isEqualTo(home);
            }
            long before = world.node().counters().get(home).sessions;
            world.client(id).connected();

            assertThat(world.node().counters().get(home).sessions).isEqualTo(before + 1);
            seen.add(home);
        }
        assertThat(seen).hasSize(LANES);
    }

    @Test
    void isWhereItIsWhenTheBytesDoNotSay() {
        assertThat(asks(3, Unpooled.EMPTY_BUFFER)).isEqualTo(3);
        assertThat(asks(2, connect(""))).isEqualTo(2);
        assertThat(asks(1, connect("client").readSlice(15))).isEqualTo(1);
        assertThat(asks(0, Unpooled.copiedBuffer("GET / HTTP/1.1", StandardCharsets.US_ASCII)))
                .isZero();
    }
}
