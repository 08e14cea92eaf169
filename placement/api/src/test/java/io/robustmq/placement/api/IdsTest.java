package io.robustmq.placement.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"1", "n-1", "0b0b2f1e-8d0c-4c3d-9d6f-3f5cbb1a7d55", "A.b_C"})
    void nodeIdsAreShortAndPlain(String text) {
        assertThat(new NodeId(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ü", "a\n"})
    void othersAreRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> new NodeId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 64");
    }

    @Test
    void aNodeIdHasAtMost64Letters() {
        assertThat(new NodeId("n".repeat(64)).text()).hasSize(64);
        assertThatThrownBy(() -> new NodeId("n".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shardsAreWrittenAndReadAsSetAndIndex() {
        ShardId shard = new ShardId("mqtt", 15);
        assertThat(shard).hasToString("mqtt/15");
        assertThat(ShardId.parse("mqtt/15")).isEqualTo(shard);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "mqtt/", "mqtt/x", "/1", "mqtt/-1", "mqtt/4096", "MQTT/1", "a/b/1"})
    void otherTextsAreNoShards(String text) {
        assertThatThrownBy(() -> ShardId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shardsAreOrderedByNumberNotByText() {
        List<ShardId> sorted =
                Stream.of("b/0", "a/10", "a/9").map(ShardId::parse).sorted().toList();
        assertThat(sorted).extracting(ShardId::toString).containsExactly("a/9", "a/10", "b/0");
    }

    @Test
    void epochsGrow() {
        assertThat(new Epoch(1).isOlderThan(new Epoch(2))).isTrue();
        assertThat(new Epoch(2).isOlderThan(new Epoch(2))).isFalse();
        assertThatThrownBy(() -> new Epoch(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void revisionsFollowEachOther() {
        assertThat(Revision.NONE.next()).isEqualTo(new Revision(1));
        assertThat(Revision.NONE.isBefore(new Revision(1))).isTrue();
        assertThatThrownBy(() -> new Revision(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
