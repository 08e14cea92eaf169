package io.robustmq.placement.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.record.StateRecord;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeTableTest {

    private static StateRecord node(String id, boolean alive) {
        return new StateRecord.Put(new Node(
                id,
                1,
                Set.of(Node.Role.JOURNAL),
                Map.of("grpc", id + ":1229"),
                "",
                "1.2.3",
                10_000,
                alive ? Node.ALIVE : new Node.Liveness.Expired(5),
                Node.Duty.SERVING,
                0));
    }

    private static StateRecord group(int id, String... voters) {
        List<Replica> replicas = Stream.of(voters)
                .map(node -> new Replica(node, Replica.Role.VOTER))
                .toList();
        return new StateRecord.Put(new Group(id, voters.length, replicas, "", "", 0));
    }

    private static ClusterImage image(StateRecord... records) {
        return ClusterImage.EMPTY.replay(new RecordBatch(1, List.of(records)));
    }

    private static JsonObject answer(ClusterImage image, int node) {
        return NodeTable.of(image).getJsonArray("nodes").getJsonObject(node);
    }

    @Test
    void whoCarriesNothingMayStop() {
        JsonObject node = answer(image(node("a", true)), 0);

        assertThat(node.getString("nodeId")).isEqualTo("a");
        assertThat(node.getJsonArray("roles")).containsExactly("JOURNAL");
        assertThat(node.getJsonObject("addresses").getString("grpc")).isEqualTo("a:1229");
        assertThat(node.getString("duty")).isEqualTo("SERVING");
        assertThat(node.getInteger("replicas")).isZero();
        assertThat(node.getString("whyNotStop")).isEmpty();
    }

    @Test
    void oneOfThreeMayStopWhileTheOthersAreAlive() {
        ClusterImage image = image(node("a", true), node("b", true), node("c", true), group(1, "a", "b", "c"));

        assertThat(answer(image, 0).getInteger("replicas")).isEqualTo(1);
        assertThat(answer(image, 0).getString("whyNotStop")).isEmpty();
    }

    @Test
    void ofThreeNoneMayStopWhileAnotherIsAway() {
        ClusterImage image =
                image(node("a", true), node("b", false), node("c", true), group(7, "a", "b", "c"), group(8, "c"));

        assertThat(answer(image, 0).getString("whyNotStop")).isEqualTo("of group 7 only 1 other of 3 voters are alive");
        assertThat(answer(image, 1).getString("whyNotStop"))
                .as("who is away already")
                .isEmpty();
    }

    @Test
    void whoIsAloneWithAGroupIsMissedWheneverItStops() {
        assertThat(answer(image(node("a", true), group(1, "a")), 0).getString("whyNotStop"))
                .isEmpty();
    }
}
