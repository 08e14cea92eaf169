package io.robustmq.placement.bench;

import io.robustmq.placement.state.balance.BalanceLimits;
import io.robustmq.placement.state.balance.Balancer;
import io.robustmq.placement.state.balance.Plan;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Limits;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.format.BatchCodec;
import io.robustmq.placement.state.format.Snapshot;
import io.robustmq.placement.state.format.StoredEntries;
import io.robustmq.placement.state.format.StoredEntry;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.ImageBuilder;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** One write of one configuration entry of 256 bytes among many, with as many idempotency keys known as may be. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Deciding {
    private static final ConfigValue VALUE = new ConfigValue.OfText("v".repeat(256));
    private static final int JOURNALS = 9;

    @Param({"1000", "100000"})
    int entries;

    private final SplittableRandom random = new SplittableRandom(1);
    private ClusterImage image = ClusterImage.EMPTY;
    private ClusterImage full = ClusterImage.EMPTY;
    private List<StoredEntry> stored = new ArrayList<>();
    private long keys;

    @Setup
    public void fill() {
        apply(new Command.FormCluster(key(), "c"));
        for (int i = 0; i < JOURNALS; i++) {
            apply(new Command.RegisterNode(
                    key(), "n" + i, "", Set.of(Node.Role.JOURNAL), Map.of(), "z" + i % 3, "", 0));
        }
        apply(new Command.CreateShardSet(key(), "mqtt", 256, 64, 3));
        for (int i = 0; i < Math.max(entries, Limits.REMEMBERED_KEYS); i++) {
            apply(write(i % entries));
        }
        full = image;
        byte[] after = {};
        Snapshot.Page page;
        do {
            page = Snapshot.page(full, after, 1_000, 1 << 20);
            stored.addAll(page.entries());
            after = page.entries().getLast().key();
        } while (page.more());
    }

    /** The rules and the image. */
    @Benchmark
    public ClusterImage decideAndReplay() {
        apply(write(random.nextInt(entries)));
        return image;
    }

    /** What a leader does in all: with the bytes for the log and for the store. */
    @Benchmark
    public void decideEncodeAndReplay(Blackhole hole) {
        if (Placement.decide(image, write(random.nextInt(entries)), keys) instanceof Decision.Accepted accepted) {
            hole.consume(BatchCodec.encode(accepted.batch()));
            hole.consume(StoredEntries.changesOf(accepted.batch()));
            image = image.replay(accepted.batch());
        }
    }

    /** The whole image, in pages. */
    @Benchmark
    public int snapshot() {
        byte[] after = {};
        int count = 0;
        Snapshot.Page page;
        do {
            page = Snapshot.page(full, after, 1_000, 1 << 20);
            count += page.entries().size();
            after = page.entries().getLast().key();
        } while (page.more());
        return count;
    }

    /** The whole image, from its entries. */
    @Benchmark
    public ClusterImage load() {
        ImageBuilder builder = new ImageBuilder();
        for (StoredEntry entry : stored) {
            StoredEntries.read(entry, builder);
        }
        return builder.build();
    }

    /** Whether anything should move, of 64 groups on nine nodes. */
    @Benchmark
    public Plan balance() {
        return Balancer.plan(full, BalanceLimits.DEFAULTS, 0);
    }

    private void apply(Command command) {
        switch (Placement.decide(image, command, keys)) {
            case Decision.Accepted accepted -> image = image.replay(accepted.batch());
            case Decision.Unchanged unchanged -> {}
            case Decision.Refused refused -> throw new IllegalStateException(refused.toString());
        }
    }

    private Command write(int index) {
        ConfigEntry entry = new ConfigEntry("bench.key." + index, VALUE);
        return new Command.Write(key(), List.of(Change.Put.of(entry)));
    }

    private String key() {
        return "0b0b2f1e-8d0c-4c3d-9d6f-" + keys++;
    }
}
