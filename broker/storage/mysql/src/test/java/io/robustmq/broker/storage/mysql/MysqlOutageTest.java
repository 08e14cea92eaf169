package io.robustmq.broker.storage.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.crash.Outage;
import io.robustmq.broker.storage.spi.Storage;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away under load, and comes back. */
class MysqlOutageTest {
    private static final Duration AWAY = Duration.ofSeconds(5);

    static MariaDb database;

    @BeforeAll
    static void startDatabase(@TempDir Path folder) {
        database = MariaDb.start(folder.resolve("mariadb"));
    }

    @AfterAll
    static void stopDatabase() {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void aDatabaseThatIsKilledAndStartedAgain(@TempDir Path folder) throws Exception {
        database.newSchema("killed");
        try (Storage storage = database.open("killed", folder, 2, "timeout", "2s")) {
            assertThat(new Outage(storage).endure(database::kill, database::start, AWAY))
                    .isPositive();
        }
    }

    @Test
    void aDatabaseThatSaysNothingForAWhile(@TempDir Path folder) throws Exception {
        database.newSchema("held");
        try (Storage storage = database.open("held", folder, 2, "timeout", "2s")) {
            assertThat(new Outage(storage).endure(database::hold, database::goOn, AWAY))
                    .isPositive();
        }
    }
}
