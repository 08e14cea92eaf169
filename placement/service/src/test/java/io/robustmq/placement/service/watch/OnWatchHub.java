package io.robustmq.placement.service.watch;

import static org.awaitility.Awaitility.await;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.record.RecordBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;

/** A hub, and the state whose changes it is told of. */
abstract class OnWatchHub {

    static final Interest EVERYTHING = new Interest(Set.of(), "");

    static final long MOST_HELD = 1 << 20;

    final WatchHub hub = new WatchHub(100, 10, Duration.ofSeconds(2), MOST_HELD);
    ClusterImage image = ClusterImage.EMPTY;
    private int keys;

    @AfterEach
    void close() {
        hub.close();
    }

    final void run(Command command) {
        RecordBatch batch = ((Decision.Accepted) Placement.decide(image, command, 1_000)).batch();
        image = image.replay(batch);
        hub.log().onApplied(List.of(batch), image);
    }

    final void form() {
        run(new Command.FormCluster("form", "cluster"));
    }

    final void put(String name, long value) {
        run(new Command.Write(
                nextKey(), List.of(Change.Put.of(new ConfigEntry(name, new ConfigValue.OfInteger(value))))));
    }

    final void delete(String name) {
        run(new Command.Write(nextKey(), List.of(Change.Delete.of(Ref.of(Kind.CONFIG, name)))));
    }

    final Map<String, Long> state() {
        Map<String, Long> state = new TreeMap<>();
        image.forEach(Kind.CONFIG, entity -> {
            if (entity instanceof ConfigEntry entry && entry.value() instanceof ConfigValue.OfInteger value) {
                state.put(entry.key(), value.value());
            }
        });
        return state;
    }

    static void awaitRevision(Reader reader, long revision) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !reader.received.isEmpty() && reader.lastRevision() >= revision);
    }

    /** A key of idempotency that none had before. */
    final String nextKey() {
        return "key" + keys++;
    }
}
