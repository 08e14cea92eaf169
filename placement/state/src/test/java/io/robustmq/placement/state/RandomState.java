package io.robustmq.placement.state;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Move;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.AutoSubscribeRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Replica;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.RewriteRule;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Shard;
import io.robustmq.placement.state.model.ShardSet;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.model.User;
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.record.StateRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Anything the module knows, from a seed. Not all of it makes sense: bytes must carry what is not checked yet, too. */
public final class RandomState {
    private static final String[] TEXTS = {
        "", "a", "sensor", "default", "über", "\u6e29\u5ea6", "\ud83d\ude80x", "\ufffd", "a b", "x".repeat(300)
    };

    private final SplittableRandom random;

    public RandomState(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public Command command() {
        String key = text();
        return switch (random.nextInt(11)) {
            case 0 -> new Command.FormCluster(key, text());
            case 1 ->
                new Command.RegisterNode(key, text(), text(), roles(), addresses(), text(), text(), random.nextInt());
            case 2 -> new Command.SetDuty(key, text(), of(Node.Duty.values()));
            case 3 -> new Command.UnregisterNode(key, text(), number());
            case 4 -> new Command.ExpireNode(text(), number());
            case 5 -> new Command.Write(key, list(this::change));
            case 6 -> new Command.CreateShardSet(key, text(), random.nextInt(), random.nextInt(), random.nextInt());
            case 7 -> new Command.DeleteShardSet(key, text());
            case 8 -> new Command.AssignShard(key, text(), random.nextInt(), random.nextInt(), number());
            case 9 ->
                new Command.ReportGroup(
                        key, text(), number(), random.nextInt(), number(), list(this::text), list(this::text));
            default -> new Command.ChangeGroup(key, move(), version());
        };
    }

    public RecordBatch batch() {
        return new RecordBatch(number(), list(this::record));
    }

    public StateRecord record() {
        return switch (random.nextInt(6)) {
            case 0 -> new StateRecord.Formed(text());
            case 1 -> new StateRecord.GroupIdsUsed(count());
            case 2 -> new StateRecord.Put(entity());
            case 3 -> new StateRecord.Removed(ref());
            case 4 -> new StateRecord.Applied(text(), random.nextLong(), random.nextLong(), reply());
            default -> new StateRecord.Forgotten(text());
        };
    }

    public Reply reply() {
        return switch (random.nextInt(5)) {
            case 0 -> new Reply.Done(number());
            case 1 -> new Reply.Registered(number(), text(), number(), count(), of(Node.Duty.values()));
            case 2 -> new Reply.DutySet(number(), count());
            case 3 -> new Reply.SetCreated(number(), list(this::count));
            default -> new Reply.Assigned(number(), number());
        };
    }

    public Entity entity() {
        return switch (random.nextInt(6)) {
            case 0 ->
                new Node(
                        text(),
                        number(),
                        roles(),
                        addresses(),
                        text(),
                        text(),
                        count(),
                        random.nextBoolean() ? Node.ALIVE : new Node.Liveness.Expired(random.nextLong()),
                        of(Node.Duty.values()),
                        random.nextLong());
            case 1 ->
                new Group(
                        count(),
                        count(),
                        list(() -> new Replica(text(), of(Replica.Role.values()))),
                        text(),
                        text(),
                        number());
            case 2 -> new ShardSet(text(), count());
            case 3 -> new Shard(text(), count(), count(), number());
            default -> resource();
        };
    }

    public Resource resource() {
        return switch (random.nextInt(9)) {
            case 0 -> new ConfigEntry(text(), value());
            case 1 -> new Tenant(text(), text(), number(), number(), number(), number(), number());
            case 2 -> new User(text(), text(), text(), text(), random.nextBoolean());
            case 3 ->
                new AclRule(
                        text(),
                        text(),
                        count(),
                        of(AclRule.Permission.values()),
                        of(TopicAction.values()),
                        list(this::text),
                        list(this::text),
                        list(this::text),
                        maybe(),
                        random.nextInt(256),
                        maybe(),
                        list(this::text));
            case 4 -> new BlockRule(text(), text(), of(BlockRule.Target.values()), text(), number(), text());
            case 5 -> new RewriteRule(text(), text(), count(), of(TopicAction.values()), text(), text(), text());
            case 6 ->
                new AutoSubscribeRule(
                        text(),
                        text(),
                        text(),
                        random.nextInt(256),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(256));
            case 7 -> new Schema(text(), text(), of(Schema.Type.values()), text(), text());
            default -> new SchemaBinding(text(), text(), text());
        };
    }

    private ConfigValue value() {
        return switch (random.nextInt(5)) {
            case 0 -> new ConfigValue.OfBoolean(random.nextBoolean());
            case 1 -> new ConfigValue.OfInteger(random.nextLong());
            case 2 -> new ConfigValue.OfDecimal(random.nextDouble());
            case 3 -> new ConfigValue.OfText(text());
            default -> new ConfigValue.OfDuration(number());
        };
    }

    private Change change() {
        return random.nextBoolean() ? new Change.Put(resource(), version()) : new Change.Delete(ref(), version());
    }

    private Move move() {
        return switch (random.nextInt(3)) {
            case 0 -> new Move.AddReplica(random.nextInt(), text());
            case 1 -> new Move.RemoveReplica(random.nextInt(), text());
            default -> new Move.PreferLeader(random.nextInt(), text());
        };
    }

    private Ref ref() {
        return new Ref(of(Kind.values()), text(), text());
    }

    private OptionalLong version() {
        return random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty();
    }

    private Set<Node.Role> roles() {
        Set<Node.Role> roles = new HashSet<>();
        for (Node.Role role : Node.Role.values()) {
            if (random.nextBoolean()) {
                roles.add(role);
            }
        }
        return roles;
    }

    private Map<String, String> addresses() {
        Map<String, String> addresses = new HashMap<>();
        list(this::text).forEach(purpose -> addresses.put(purpose, text()));
        return addresses;
    }

    private Boolean maybe() {
        return random.nextInt(3) == 0 ? null : (Boolean) random.nextBoolean();
    }

    private <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            list.add(element.get());
        }
        return list;
    }

    /** Any 64 bits, small as a rule. */
    private long number() {
        return random.nextLong() >>> random.nextInt(64);
    }

    private int count() {
        return random.nextInt() >>> (1 + random.nextInt(31));
    }

    private String text() {
        return of(TEXTS);
    }

    private <T> T of(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
