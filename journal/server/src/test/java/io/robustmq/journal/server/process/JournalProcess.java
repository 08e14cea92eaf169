package io.robustmq.journal.server.process;

import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.config.testkit.process.ServerProcess;
import io.robustmq.config.testkit.process.TrainedStart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The packaged journal server as users start it. */
final class JournalProcess extends ServerProcess {
    private static final Path JAR =
            GeneratedPage.ROOT.resolve(Path.of("journal", "server", "target", "app", "journal.jar"));

    private static final Map<String, String> ALONE = Map.of(
            "ROBUSTMQ_NETWORK_GRPC_PORT", "0",
            "ROBUSTMQ_NETWORK_RAFT_PORT", "0",
            "ROBUSTMQ_CLUSTER_GROUPS", UUID.randomUUID().toString());

    private JournalProcess(Path folder, Map<String, String> environment) {
        super(JAR, folder, environment, List.of(), TrainedStart.options(JAR, ALONE));
    }

    /** Starts it with these settings in the environment, and no others. */
    static JournalProcess start(Path folder, Map<String, String> environment) {
        JournalProcess server = new JournalProcess(folder, environment);
        server.start();
        return server;
    }

    @Override
    public JournalProcess awaitReady() {
        super.awaitReady();
        return this;
    }
}
