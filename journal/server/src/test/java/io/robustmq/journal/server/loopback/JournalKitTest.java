package io.robustmq.journal.server.loopback;

import io.robustmq.broker.storage.journal.JournalStorageProvider;
import io.robustmq.broker.storage.kit.LastingStorageKit;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The kit on three servers, each test in a group of its own. */
class JournalKitTest extends LastingStorageKit {
    @TempDir
    static Path folder;

    static LoopbackServers servers;
    static FreshGroups groups;

    @BeforeAll
    static void startServers() {
        servers = LoopbackServers.start(folder, 3);
        groups = new FreshGroups(servers);
    }

    @AfterAll
    static void stopServers() {
        groups.close();
        servers.close();
    }

    @Override
    protected StorageProvider provider() {
        return new OnGroupOfItsOwn();
    }

    /** Each write goes to three servers. */
    @Override
    public int histories() {
        return 4;
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("retention_interval", "100ms");
    }

    @Override
    protected Map<String, String> narrowSettings() {
        return Map.of("queue_bytes", "1MiB");
    }

    /** A folder's storage is a group; when another folder comes the one before goes. */
    private static final class OnGroupOfItsOwn implements StorageProvider {
        private static Path folder = Path.of("");
        private static UUID group = new UUID(0, 0);

        @Override
        public String type() {
            return new JournalStorageProvider().type();
        }

        @Override
        public Storage open(StorageSettings settings) {
            if (!settings.folder().equals(folder)) {
                groups.done(group);
                group = groups.next();
                folder = settings.folder();
            }
            Map<String, String> values = new HashMap<>(settings.values());
            values.put("servers", String.join(",", servers.addresses()));
            values.put("groups", group.toString());
            return new JournalStorageProvider().open(new StorageSettings(settings.folder(), settings.shards(), values));
        }
    }
}
