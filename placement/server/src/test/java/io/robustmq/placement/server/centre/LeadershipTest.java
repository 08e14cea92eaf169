package io.robustmq.placement.server.centre;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Node;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeadershipTest {

    private final AtomicInteger begun = new AtomicInteger();
    private final ClusterImage image = image();
    private final Leadership leadership =
            new Leadership("cluster", () -> image, command -> {}, () -> {}, () -> 1_000, begun::incrementAndGet);

    @AfterEach
    void close() {
        leadership.close();
    }

    private static ClusterImage image() {
        ClusterImage formed = after(ClusterImage.EMPTY, new Command.FormCluster("f", "cluster"));
        return after(
                formed, new Command.RegisterNode("k", "n1", "", Set.of(Node.Role.BROKER), Map.of(), "", "", 300_000));
    }

    private static ClusterImage after(ClusterImage image, Command command) {
        return image.replay(((Decision.Accepted) Placement.decide(image, command, 1_000)).batch());
    }

    @Test
    void eachTermBeginsAnewOnceHoweverOftenItIsToldOf() {
        assertThat(leadership.leads()).isFalse();
        leadership.onLeading(3);
        leadership.onLeading(3);
        assertThat(leadership.leads()).isTrue();
        assertThat(begun).hasValue(1);
        assertThat(leadership.leftMillis("n1")).isPositive();
    }

    @Test
    void anotherTermBeginsAnewAlsoIfTheEndOfTheOneBeforeWasNotHeardOf() {
        leadership.onFollowing(); // overtook what it ends
        leadership.onLeading(3);
        leadership.onLeading(5);
        assertThat(begun).hasValue(2);
    }

    @Test
    void whoFollowsRenewsNoLease() {
        long epoch = image.node("n1").orElseThrow().epoch();
        assertThat(leadership.heartbeat("n1", epoch)).isFalse();
        leadership.onLeading(3);
        assertThat(leadership.heartbeat("n1", epoch)).isTrue();
        leadership.onFollowing();
        assertThat(leadership.leads()).isFalse();
        assertThat(leadership.heartbeat("n1", epoch)).isFalse();
        assertThat(leadership.leftMillis("n1")).isZero();
    }

    @Test
    void whatIsClosedLeadsNoMore() {
        leadership.onLeading(3);
        leadership.close();
        assertThat(leadership.leads()).isFalse();
    }
}
