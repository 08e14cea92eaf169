package io.robustmq.broker.storage.kit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random histories against a plain {@link Model}. A fault names its seed; {@code -Drobustmq.kit.seed=N} plays that one alone,
 * {@code -Drobustmq.kit.seeds=N} plays the first N.
 */
public interface ModelTests extends OnBench {

    /** How many histories are played unless the property says otherwise. */
    default int histories() {
        return 10;
    }

    @Test
    default void theShardIsWhatTheModelSays() {
        Long only = Long.getLong("robustmq.kit.seed");
        long last = only == null ? Long.getLong("robustmq.kit.seeds", histories()) : only;
        List<AssertionError> faults = new ArrayList<>();
        for (long seed = only == null ? 1 : only; seed <= last; seed++) {
            try {
                new History(bench(), seed).play();
            } catch (AssertionError | RuntimeException e) {
                faults.add(new AssertionError("seed " + seed + ": " + e.getMessage(), e));
                break;
            }
        }
        if (!faults.isEmpty()) {
            throw faults.getFirst();
        }
    }
}
