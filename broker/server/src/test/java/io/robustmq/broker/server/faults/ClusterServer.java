package io.robustmq.broker.server.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.process.Application;
import io.robustmq.config.testkit.process.ServerProcess;
import io.robustmq.config.testkit.process.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A packaged server of the cluster, at ports that it keeps; it knows when it is what it was before. */
final class ClusterServer extends ServerProcess {
    /** What a server is in the cluster, where its package lies, and what it says when it serves. */
    enum Role {
        PLACEMENT(Application.PLACEMENT, " ready in "),
        JOURNAL(Application.JOURNAL, " ready in "),
        BROKER(Application.BROKER, "in the view");

        private final Path jar;
        private final String served;

        Role(Application application, String served) {
            this.jar = application.jar();
            this.served = served;
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
        super(role.jar, folder, environment, within, List.of());
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
