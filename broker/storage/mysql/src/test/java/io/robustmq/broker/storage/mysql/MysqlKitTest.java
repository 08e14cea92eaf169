package io.robustmq.broker.storage.mysql;

import io.robustmq.broker.storage.kit.LastingStorageKit;
import io.robustmq.broker.storage.spi.StorageProvider;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The kit, each test in a schema of its own. */
class MysqlKitTest extends LastingStorageKit {
    @TempDir
    static Path databaseFolder;

    static MariaDb database;
    static int schemas;

    @BeforeAll
    static void startDatabase() {
        database = MariaDb.start(databaseFolder);
    }

    @AfterAll
    static void stopDatabase() {
        if (database != null) {
            database.close();
        }
    }

    @Override
    protected StorageProvider provider() {
        return new MysqlStorageProvider();
    }

    @Override
    protected Map<String, String> settings() {
        String schema = "kit" + schemas++;
        database.newSchema(schema);
        return database.values(schema, "retention_interval", "100ms");
    }

    @Override
    protected Map<String, String> narrowSettings() {
        return Map.of("queue_bytes", "1MiB");
    }
}
