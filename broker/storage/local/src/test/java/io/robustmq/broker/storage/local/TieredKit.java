package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.LastingStorageKit;
import io.robustmq.broker.storage.spi.StorageProvider;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInfo;

/** The kit, unchanged, over segments that lie elsewhere as soon as they are sealed. */
abstract class TieredKit extends LastingStorageKit {
    private static final AlwaysMoving PROVIDER = new AlwaysMoving();
    private static final Set<String> SHOWN = new HashSet<>();
    private static long movedBefore;

    @Override
    protected StorageProvider provider() {
        return PROVIDER;
    }

    /** Where the tier is. */
    abstract Map<String, String> tier();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> values = new HashMap<>(Map.of("segment_bytes", "64KiB", "tier_after", "0"));
        values.putAll(tier());
        return values;
    }

    @Override
    protected Map<String, String> narrowSettings() {
        return Map.of("queue_writes", "16");
    }

    /** Once for the whole of a class, of which a part may run again. */
    @AfterAll
    static void somethingWasMoved(TestInfo whole) {
        long moved = PROVIDER.movedSegments() - movedBefore;
        movedBefore = PROVIDER.movedSegments();
        if (SHOWN.add(whole.getDisplayName())) {
            assertThat(moved).as("segments moved").isGreaterThan(50);
        }
    }
}
