package io.robustmq.journal.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.process.SmallDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk of one server is full. */
@Timeout(600)
class FullDiskIT {
    private static final int APPENDS = 100;
    private static final int DISK_MEBIBYTES = 256;

    @TempDir
    Path folder;

    @Test
    void aFollowerWhoseDiskIsFullStepsOutSaysSoAndIsBackByItselfWhenThereIsRoom() throws Exception {
        List<SmallDisk> disks = new ArrayList<>();
        try {
            for (int number = 1; number <= 3; number++) {
                disks.add(new SmallDisk(folder.resolve("journal" + number).resolve("data"), DISK_MEBIBYTES));
            }
            try (JournalCluster cluster =
                            JournalCluster.start(folder, Map.of("ROBUSTMQ_SEGMENTS_LEAST_FREE_BYTES", "16MiB"));
                    NumberedAppends appends = new NumberedAppends(cluster.client(), cluster.shards(3)).start()) {
                appends.awaitMore(APPENDS);
                int full = (cluster.leader() + 1) % 3;
                JournalProcess server = cluster.server(full);
                disks.get(full).fillBut(4);
                awaitReadiness(server, 503);
                assertThat(server.get("/q/health/ready").body()).contains("make room");
                assertThat(server.get("/q/metrics").body()).contains("\nrobustmq_journal_disk_waiting 1.0");
                appends.awaitMore(APPENDS); // the others go on

                disks.get(full).makeRoom();
                awaitReadiness(server, 200);
                cluster.server(cluster.leader()).kill(); // nothing goes on now without who was away
                appends.awaitMore(APPENDS);
                appends.stop();
                appends.check();
                assertThat(server.isAlive()).isTrue();
            }
        } finally {
            disks.forEach(SmallDisk::close);
        }
    }

    private static void awaitReadiness(JournalProcess server, int status) {
        await().atMost(JournalProcess.PATIENCE)
                .until(() -> server.get("/q/health/ready").statusCode() == status);
    }
}
