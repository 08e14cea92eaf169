package io.robustmq.broker.server.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.config.testkit.process.ServerProcess;
import io.robustmq.config.testkit.process.SmallDisk;
import io.robustmq.config.testkit.process.TrainedStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A packaged server of the cluster, at ports that it keeps; it knows when it is what it was before. */
final class ClusterServer extends ServerProcess {
    private static final Map<String, String> ALONE =
            Map.of("ROBUSTMQ_NETWORK_GRPC_PORT", "0", "ROBUSTMQ_NETWORK_RAFT_PORT", "0");
    private static final Map<String, String> GROUP_ALONE = Map.of(
            "ROBUSTMQ_NETWORK_GRPC_PORT", "0",
            "ROBUSTMQ_NETWORK_RAFT_PORT", "0",
            "ROBUSTMQ_CLUSTER_GROUPS", UUID.randomUUID().toString());

    /** What a server is in the cluster, where its package lies, and what it says when it serves. */
    enum Role {
        PLACEMENT("placement", " ready in ", ALONE),
        JOURNAL("journal", " ready in ", GROUP_ALONE),
        BROKER("broker", "in the view", Map.of());

        private final Path jar;
        private final String served;
        private final Map<String, String> alone;

        /** @param alone with which it comes up by itself; nothing if that is not worth while */
        Role(String name, String served, Map<String, String> alone) {
            this.served = served;
            this.alone = alone;
            this.jar = GeneratedPage.ROOT.resolve(Path.of(name, "server", "target", "app", name + ".jar"));
        }

        private List<String> options() {
            return alone.isEmpty() ? List.of() : TrainedStart.options(jar, alone);
        }

        void requirePackaged() {
            Assumptions.assumeTrue(Files.exists(jar), () -> "skipped: is not packaged: " + jar);
        }
    }

    private final Role role;
    private final @Nullable SmallDisk disk;

    /**
     * Not started yet.
     *
     * @param disk its data folder, if it is a small one of its own
     */
    ClusterServer(
            Role role, Path folder, Map<String, String> environment, List<String> within, @Nullable SmallDisk disk) {
        super(role.jar, folder, environment, within, role.options());
        this.role = role;
        this.disk = disk;
    }

    Role role() {
        return role;
    }

    boolean hasDisk() {
        return disk != null;
    }

    SmallDisk disk() {
        return requireNonNull(disk);
    }

    String name() {
        return folder().getFileName().toString();
    }

    void awaitServing() {
        awaitReady();
        await().atMost(PATIENCE).until(() -> output().contains(role.served) || !isAlive());
        assertThat(isAlive()).as(() -> name() + ": " + output()).isTrue();
    }
}
