package io.robustmq.journal.server.process;

import io.robustmq.config.testkit.process.Application;
import io.robustmq.config.testkit.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The packaged journal server as users start it. */
final class JournalProcess extends ServerProcess {
    private JournalProcess(Path folder, Map<String, String> environment) {
        super(Application.JOURNAL.jar(), folder, environment, List.of(), List.of());
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
