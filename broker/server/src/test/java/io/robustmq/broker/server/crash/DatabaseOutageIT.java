package io.robustmq.broker.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.robustmq.broker.storage.mysql.MariaDb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The database of a packaged broker goes away while clients publish, for {@code -Doutage.seconds} (5 unless said otherwise), and
 * comes back: nothing that was acknowledged is lost, readiness says what is wrong and stays up, and all goes on by itself.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
class DatabaseOutageIT {
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("outage.seconds", 5));
    private static final int MESSAGES = 100;

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsThereAfterTheDatabaseCameBack() throws Exception {
        try (MariaDb database = MariaDb.start(folder.resolve("mariadb"))) {
            database.newSchema("outage");
            try (KilledBroker broker = KilledBroker.start(folder, settings(database));
                    LastingClient present = new LastingClient(broker, "present");
                    LastingClient away = new LastingClient(broker, "away");
                    LastingClient publisher = new LastingClient(broker, "publisher")) {
                present.subscribe("order/#");
                away.subscribe("order/+");
                away.disconnect();
                List<Stream> streams = List.of(
                        Stream.start(publisher, "order/1", MqttQos.AT_LEAST_ONCE),
                        Stream.start(publisher, "order/2", MqttQos.EXACTLY_ONCE));
                awaitMore(streams);

                database.kill();
                long gone = System.nanoTime();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> trouble(broker).contains("database"));
                await().atMost(AWAY.plusSeconds(30)).until(() -> System.nanoTime() - gone > AWAY.toNanos());
                assertThat(broker.process().get("/q/health/ready").statusCode()).isEqualTo(200);
                assertThat(trouble(broker)).isNotEmpty();
                database.start();

                awaitMore(streams);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> trouble(broker).isEmpty());
                away.connect();
                for (Stream stream : streams) {
                    Set<Integer> acknowledged = stream.end();
                    stream.everythingReaches(present, acknowledged);
                    stream.everythingReaches(away, acknowledged);
                }
                assertThat(broker.process().output()).doesNotContain("has failed");
            }
        }
    }

    private static Map<String, String> settings(MariaDb database) {
        Map<String, String> settings = new HashMap<>();
        database.values("outage", "timeout", "2s")
                .forEach((name, value) ->
                        settings.put("ROBUSTMQ_STORAGE_MYSQL_" + name.toUpperCase(Locale.ROOT), value));
        settings.put("ROBUSTMQ_STORAGE_TYPE", "mysql");
        return settings;
    }

    private static void awaitMore(List<Stream> streams) {
        for (Stream stream : streams) {
            int enough = stream.acknowledgedCount() + MESSAGES;
            await().atMost(Duration.ofMinutes(1)).until(() -> stream.acknowledgedCount() >= enough);
        }
    }

    /** What readiness says of storage. */
    private static String trouble(KilledBroker broker) throws Exception {
        String answer = broker.process().get("/q/health/ready").body();
        String trouble = answer.substring(answer.indexOf("\"trouble\""));
        return trouble.substring(trouble.indexOf(':') + 1, trouble.indexOf('\n'))
                .replaceAll("[\",]", "")
                .strip();
    }
}
