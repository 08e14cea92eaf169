package io.robustmq.broker.server.crash;

import io.robustmq.config.testkit.TestPorts;
import io.robustmq.config.testkit.process.Application;
import io.robustmq.config.testkit.process.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** Three packaged journal servers that carry one group, each in a folder of its own; killed and started again there. */
public final class JournalServers implements AutoCloseable {
    static final int COUNT = 3;

    private final List<String> addresses = new ArrayList<>();
    private final List<ServerProcess> servers = new ArrayList<>();

    private JournalServers(Path folder) {
        String group = UUID.randomUUID().toString();
        List<String> members = new ArrayList<>();
        List<Map<String, String>> settings = new ArrayList<>();
        for (int number = 1; number <= COUNT; number++) {
            int grpc = TestPorts.next();
            int raft = TestPorts.next();
            addresses.add("127.0.0.1:" + grpc);
            members.add("%d@127.0.0.1:%d:%d".formatted(number, grpc, raft));
            settings.add(new HashMap<>(Map.of(
                    "ROBUSTMQ_NODE_NODE_ID", "" + number,
                    "ROBUSTMQ_NETWORK_GRPC_PORT", "" + grpc,
                    "ROBUSTMQ_NETWORK_RAFT_PORT", "" + raft,
                    "ROBUSTMQ_CLUSTER_GROUPS", group,
                    "ROBUSTMQ_SEGMENTS_LEAST_FREE_BYTES", "0")));
        }
        for (int i = 0; i < COUNT; i++) {
            settings.get(i).put("ROBUSTMQ_CLUSTER_MEMBERS", String.join(",", members));
            ServerProcess server = new ServerProcess(
                    Application.JOURNAL.jar(),
                    folder.resolve("journal" + (i + 1)),
                    settings.get(i),
                    List.of(),
                    List.of());
            server.start();
            servers.add(server);
        }
    }

    /** They are ready when this returns. */
    public static JournalServers start(Path folder) {
        Assumptions.assumeTrue(
                Application.JOURNAL.isPackaged(),
                () -> "skipped: needs the packaged journal server (-pl journal/server -am): "
                        + Application.JOURNAL.jar());
        JournalServers all = new JournalServers(folder);
        try {
            all.servers.forEach(ServerProcess::awaitReady);
            return all;
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        }
    }

    /** What a broker has to be told, by the names of the environment. */
    public Map<String, String> brokerSettings() {
        return Map.of(
                "ROBUSTMQ_STORAGE_TYPE", "journal", "ROBUSTMQ_STORAGE_JOURNAL_SERVERS", String.join(",", addresses));
    }

    /** As {@code kill -9} does; it is gone when this returns. */
    void kill(int index) {
        servers.get(index).kill();
    }

    /** It is ready when this returns. */
    void startAgain(int index) {
        servers.get(index).start();
        servers.get(index).awaitReady();
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
    }
}
