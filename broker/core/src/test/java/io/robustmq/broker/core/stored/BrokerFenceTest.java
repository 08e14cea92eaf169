package io.robustmq.broker.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BrokerFenceTest {

    @Test
    void standsUnderTheNodesIdInTheBytesThatAreDocumented() {
        BrokerFence open = new BrokerFence("n1", 300, false);
        assertThat(new String(BrokerFence.key("n1"), UTF_8)).isEqualTo("bn1");
        assertThat(HexFormat.of().formatHex(open.toBytes())).isEqualTo("01" + "00" + "026e31" + "ac02");
        assertThat(BrokerFence.of(open.toBytes())).isEqualTo(open);
        BrokerFence closed = new BrokerFence("n1", 300, true);
        assertThat(HexFormat.of().formatHex(closed.toBytes())).isEqualTo("01" + "01" + "026e31" + "ac02");
        assertThat(BrokerFence.of(closed.toBytes())).isEqualTo(closed);
    }
}
