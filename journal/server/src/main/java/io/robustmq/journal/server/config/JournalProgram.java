package io.robustmq.journal.server.config;

import io.robustmq.config.Problem;
import io.robustmq.config.Program;
import java.nio.file.Path;
import java.util.List;

/** What is the journal server's own about reading settings: its file, where it listens, what must fit together. */
public final class JournalProgram {

    /** The management port is reachable from where the other ports are. */
    public static final Program<JournalConfig> PROGRAM = new Program<>(
            "RobustMQ journal",
            JournalConfig.class,
            Path.of("config", "journal-server.toml"),
            "src-docs/reference/journal-configuration.md",
            JournalProgram::relations,
            written -> written.value("network.bind-address").orElse("127.0.0.1"));

    private JournalProgram() {}

    private static List<Problem> relations(JournalConfig config) {
        try {
            Servers servers = Servers.of(
                    config, config.network().grpcPort(), config.network().raftPort());
            boolean fixed = config.network().grpcPort() != 0 && config.network().raftPort() != 0;
            return servers.all().size() == 1 || fixed
                    ? List.of()
                    : List.of(
                            new Problem(
                                    "network.grpc_port, network.raft_port",
                                    "0 is for a server that stands alone; the others of cluster.members could not find this one"));
        } catch (IllegalArgumentException e) {
            return List.of(new Problem("cluster.members, cluster.groups", String.valueOf(e.getMessage())));
        }
    }
}
