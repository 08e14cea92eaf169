package io.robustmq.placement.server.config;

import io.robustmq.config.Problem;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What is wrong only together: settings that contradict each other. */
final class Relations {

    private Relations() {}

    static List<Problem> in(PlacementConfig config) {
        List<Problem> problems = new ArrayList<>();
        try {
            Peers peers = Peers.of(config);
            boolean fixed = config.network().grpcPort() != 0 && config.network().raftPort() != 0;
            if (!peers.others().isEmpty() && !fixed) {
                problems.add(new Problem(
                        "network.grpc_port, network.raft_port",
                        "0 is for a member that stands alone; the others of cluster.members could not find this one"));
            }
        } catch (IllegalArgumentException e) {
            problems.add(new Problem("cluster.members", String.valueOf(e.getMessage())));
        }
        config.admin()
                .tokenFile()
                .filter(file -> !Files.isReadable(file))
                .ifPresent(file -> problems.add(new Problem(
                        "admin.token_file = " + file, "cannot be read; without it, nobody could be let in")));
        return problems;
    }
}
