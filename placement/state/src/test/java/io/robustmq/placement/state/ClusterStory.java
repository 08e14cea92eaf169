package io.robustmq.placement.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Refusal;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Resource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cluster for tests: commands are decided and replayed at once. Time stands still until it is moved. */
public final class ClusterStory {
    public static final String CLUSTER = "c-1";

    private ClusterImage image = ClusterImage.EMPTY;
    private long nowMillis = 1_000_000_000_000L;
    private int keys;

    /** One whose cluster is formed. */
    public static ClusterStory formed() {
        ClusterStory story = new ClusterStory();
        story.does(new Command.FormCluster(story.key(), CLUSTER));
        return story;
    }

    public ClusterImage image() {
        return image;
    }

    public long nowMillis() {
        return nowMillis;
    }

    public void passes(long millis) {
        nowMillis += millis;
    }

    /** A new idempotency key. */
    public String key() {
        return "key-" + keys++;
    }

    public Decision decide(Command command) {
        Decision decision = Placement.decide(image, command, nowMillis);
        if (decision instanceof Decision.Accepted accepted) {
            image = image.replay(accepted.batch());
        }
        return decision;
    }

    /** The command must be possible. */
    public Reply does(Command command) {
        return switch (decide(command)) {
            case Decision.Accepted accepted -> accepted.reply();
            case Decision.Unchanged unchanged -> unchanged.reply();
            case Decision.Refused refused -> throw new AssertionError("refused: " + refused.refusal());
        };
    }

    /** The command must be refused for this reason, and say what to do. */
    public Refusal refuses(Reason reason, Command command) {
        ClusterImage before = image;
        Decision decision = decide(command);
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        Refusal refusal = ((Decision.Refused) decision).refusal();
        assertThat(refusal.reason()).as("%s", refusal).isEqualTo(reason);
        assertThat(refusal.message()).isNotBlank();
        assertThat(refusal.advice()).isNotBlank();
        assertThat(image).isSameAs(before);
        return refusal;
    }

    public Command.RegisterNode registration(String nodeId, String zone, Node.Role... roles) {
        return new Command.RegisterNode(
                key(), nodeId, CLUSTER, Set.of(roles), Map.of("grpc", nodeId + ":1229"), zone, "0.1", 0);
    }

    /** A journal node; its epoch. */
    public long journal(String nodeId, String zone) {
        return ((Reply.Registered) does(registration(nodeId, zone, Node.Role.JOURNAL))).epoch();
    }

    public void journals(int count) {
        for (int i = 1; i <= count; i++) {
            journal("n" + i, "");
        }
    }

    public Command.Write write(Change... changes) {
        return new Command.Write(key(), List.of(changes));
    }

    public void put(Resource... resources) {
        for (Resource resource : resources) {
            does(write(Change.Put.of(resource)));
        }
    }

    public void expire(String nodeId) {
        does(new Command.ExpireNode(nodeId, image.node(nodeId).orElseThrow().epoch()));
    }
}
