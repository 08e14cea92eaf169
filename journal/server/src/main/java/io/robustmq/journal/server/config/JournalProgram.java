package io.robustmq.journal.server.config;

import io.robustmq.config.Problem;
import io.robustmq.config.Program;
import java.nio.file.Path;
import java.util.ArrayList;
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
        return config.placementCenter().isPresent() ? placed(config) : fixed(config);
    }

    private static List<Problem> placed(JournalConfig config) {
        List<Problem> problems = new ArrayList<>();
        if (config.cluster().members().isPresent() || config.cluster().groups().isPresent()) {
            problems.add(new Problem(
                    "cluster.members, cluster.groups",
                    "are decided by the placement centre where placement_center is set"));
        }
        if (config.network().grpcPort() == 0 || config.network().raftPort() == 0) {
            problems.add(portsOfOne());
        }
        return problems;
    }

    private static List<Problem> fixed(JournalConfig config) {
        if (config.cluster().groups().isEmpty()) {
            return List.of(new Problem(
                    "cluster.groups",
                    "must name a group, any UUID, unless placement_center says where groups are decided"));
        }
        try {
            Servers servers = Servers.of(
                    config, config.network().grpcPort(), config.network().raftPort());
            boolean fixed = config.network().grpcPort() != 0 && config.network().raftPort() != 0;
            return servers.all().size() == 1 || fixed ? List.of() : List.of(portsOfOne());
        } catch (IllegalArgumentException e) {
            return List.of(new Problem("cluster.members, cluster.groups", String.valueOf(e.getMessage())));
        }
    }

    private static Problem portsOfOne() {
        return new Problem(
                "network.grpc_port, network.raft_port",
                "0 is for a server that stands alone; the others of its cluster could not find this one");
    }
}
