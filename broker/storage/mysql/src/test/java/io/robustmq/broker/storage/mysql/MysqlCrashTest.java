package io.robustmq.broker.storage.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.crash.CrashLoop;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MysqlCrashTest {

    @Test
    void whatWasAcknowledgedOutlivesTheProcess(@TempDir Path folder) throws Exception {
        try (MariaDb database = MariaDb.start(folder.resolve("database"))) {
            database.newSchema("crash");
            CrashLoop loop = new CrashLoop("mysql", folder.resolve("broker"), database.values("crash"));

            assertThat(loop.run(Duration.ofSeconds(15))).isPositive();
            assertThat(loop.acknowledgedBatches()).isPositive();
        }
    }
}
