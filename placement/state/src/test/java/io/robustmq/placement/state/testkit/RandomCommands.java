package io.robustmq.placement.state.testkit;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Move;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/** Commands from a seed that are possible often enough, and sometimes the same again; and a clock that mostly goes on. */
public final class RandomCommands {
    private static final String HASH = "$2b$10$raZrym.aKCk1Q09pVkuBcuf0uMZMZE7S7vQvvAVt5JXruhQVuupX.";

    private final SplittableRandom random;
    private final List<Command> sent = new ArrayList<>();
    private long now = 1_000_000;
    private int keys;

    public RandomCommands(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Milliseconds since the epoch. */
    public long now() {
        now += random.nextInt(60_000) - 1_000;
        return now;
    }

    /** @param image what is known already, so that nodes, groups and versions are hit often */
    public Command next(ClusterImage image) {
        if (!sent.isEmpty() && random.nextInt(8) == 0) {
            return sent.get(random.nextInt(sent.size()));
        }
        Command command = make(image, "k" + keys++);
        sent.add(command);
        return command;
    }

    private Command make(ClusterImage image, String key) {
        return switch (random.nextInt(10)) {
            case 0, 1 ->
                new Command.RegisterNode(
                        key,
                        node(),
                        random.nextInt(10) == 0 ? "other" : "c",
                        Set.of(Node.Role.JOURNAL),
                        Map.of("grpc", "h:" + random.nextInt(9)),
                        "z" + random.nextInt(3),
                        "",
                        0);
            case 2 -> new Command.SetDuty(key, node(), random.nextInt(3) == 0 ? Node.Duty.DRAINING : Node.Duty.SERVING);
            case 3 -> new Command.UnregisterNode(key, node(), random.nextBoolean() ? 0 : epoch(image, node()));
            case 4 -> {
                String node = node();
                yield new Command.ExpireNode(node, epoch(image, node));
            }
            case 5 ->
                random.nextInt(6) == 0
                        ? new Command.DeleteShardSet(key, "s" + random.nextInt(3))
                        : new Command.CreateShardSet(
                                key,
                                "s" + random.nextInt(3),
                                1 + random.nextInt(6),
                                1 + random.nextInt(3),
                                random.nextBoolean() ? 1 : 3);
            case 6 ->
                new Command.AssignShard(
                        key,
                        "s" + random.nextInt(3),
                        random.nextInt(3),
                        group(image),
                        random.nextInt((int) image.revision() + 1));
            case 7 -> new Command.ChangeGroup(random.nextBoolean() ? "" : key, move(image), OptionalLong.empty());
            case 8 -> report(image, key);
            default -> write(image, key);
        };
    }

    private Command report(ClusterImage image, String key) {
        int id = group(image);
        Group group = image.group(id).orElse(null);
        String node = group == null ? node() : group.replicas().getFirst().nodeId();
        List<String> promoted = group == null ? List.of() : group.nodes(Replica.Role.LEARNER);
        List<String> removed = group == null ? List.of() : group.nodes(Replica.Role.LEAVING);
        return new Command.ReportGroup(key, node, epoch(image, node), id, random.nextInt(20), promoted, removed);
    }

    private Move move(ClusterImage image) {
        int group = group(image);
        return switch (random.nextInt(3)) {
            case 0 -> new Move.AddReplica(group, node());
            case 1 -> new Move.RemoveReplica(group, node());
            default -> new Move.PreferLeader(group, node());
        };
    }

    private Command write(ClusterImage image, String key) {
        List<Change> changes = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Resource resource = resource();
            long current = image.versionOf(resource.ref());
            OptionalLong expected =
                    random.nextInt(3) > 0 ? OptionalLong.empty() : OptionalLong.of(current + random.nextInt(2));
            changes.add(
                    random.nextInt(3) == 0
                            ? new Change.Delete(resource.ref(), expected)
                            : new Change.Put(resource, expected));
        }
        return new Command.Write(key, changes);
    }

    private Resource resource() {
        String tenant = random.nextBoolean() ? "default" : "t" + random.nextInt(2);
        return switch (random.nextInt(5)) {
            case 0 -> new Tenant("t" + random.nextInt(2), "", random.nextInt(5), 0, 0, 0, 0);
            case 1 -> new User(tenant, "u" + random.nextInt(4), HASH, "", random.nextBoolean());
            case 2 -> new Schema(tenant, "s" + random.nextInt(2), Schema.Type.AVRO, "{}", "");
            case 3 -> new SchemaBinding(tenant, "f/" + random.nextInt(3), "s" + random.nextInt(2));
            default ->
                new ConfigEntry(
                        "c" + random.nextInt(4),
                        random.nextInt(4) == 0
                                ? new ConfigValue.OfText("x")
                                : new ConfigValue.OfInteger(random.nextInt(9)));
        };
    }

    private String node() {
        return "n" + random.nextInt(6);
    }

    private int group(ClusterImage image) {
        return 1 + random.nextInt(image.nextGroupId());
    }

    private long epoch(ClusterImage image, String nodeId) {
        long epoch = image.node(nodeId).map(Node::epoch).orElse(1L);
        return random.nextInt(10) == 0 ? epoch - 1 : epoch;
    }
}
