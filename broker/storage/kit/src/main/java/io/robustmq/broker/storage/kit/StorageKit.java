package io.robustmq.broker.storage.kit;

import io.robustmq.broker.storage.spi.StorageProvider;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Everything that holds for every adapter. Each test has a storage of its own, in a folder of its own. */
public abstract class StorageKit
        implements WritingTests,
                ReadingTests,
                TopicTests,
                TimeAndKeyTests,
                TailingTests,
                RetentionTests,
                StateTests,
                RequirementTests,
                OrderTests,
                CrowdTests,
                OddInputTests,
                FullTests,
                ClosingTests,
                ModelTests {

    private Bench bench;

    /** Opens the adapter. */
    protected abstract StorageProvider provider();

    /** Settings for all tests; units that retention drops should be as small as can be. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    /** Settings with which the storage is full when at most some MiB wait or are kept. */
    protected abstract Map<String, String> narrowSettings();

    @BeforeEach
    void prepare(@TempDir Path folder) {
        bench = new Bench(provider(), folder, settings(), narrowSettings(), lasts());
    }

    /** Whether what is written outlives the storage that wrote it. */
    boolean lasts() {
        return false;
    }

    @Override
    public Bench bench() {
        return bench;
    }

    @AfterEach
    void tidy() {
        bench.close();
    }
}
