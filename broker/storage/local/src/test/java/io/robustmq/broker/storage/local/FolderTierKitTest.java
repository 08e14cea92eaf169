package io.robustmq.broker.storage.local;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class FolderTierKitTest extends TieredKit {

    @TempDir
    Path elsewhere;

    @Override
    Map<String, String> tier() {
        return Map.of("tier", "folder", "tier_folder", elsewhere.toString());
    }
}
