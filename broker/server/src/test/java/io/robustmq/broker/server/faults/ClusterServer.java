package io.robustmq.broker.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.process.Application;
import io.robustmq.config.testkit.process.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A packaged server of the cluster, at ports that it keeps; it knows when it is what it was before. */
final class ClusterServer extends ServerProcess {
    /** What a server is in the cluster, and what it says when it serves. */
    enum Role {
        PLACEMENT(Application.PLACEMENT, " ready in "),
        JOURNAL(Application.JOURNAL, " ready in "),
        BROKER(Application.BROKER, "in the view");

        private final Application application;
        private final String served;

        Role(Application application, String served) {
            this.application = application;
            this.served = served;
        }

        void requirePackaged() {
            Assumptions.assumeTrue(application.isPackaged(), () -> "skipped: is not packaged: " + application.jar());
        }
    }

    private final Role role;

    /** Not started yet. */
    ClusterServer(Role role, Path folder, Map<String, String> environment) {
        super(role.application, folder, environment);
        this.role = role;
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
