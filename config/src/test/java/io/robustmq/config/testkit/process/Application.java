package io.robustmq.config.testkit.process;

import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.config.testkit.TestPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** The servers, as they are packaged. */
public enum Application {
    /** Members of one cluster. */
    PLACEMENT("placement") {
        @Override
        List<Map<String, String>> training() {
            List<Integer> ports = List.of(TestPorts.next(), TestPorts.next());
            String members = "1@127.0.0.1:%d,2@127.0.0.1:%d".formatted(ports.toArray());
            return both(number -> Map.of(
                    "ROBUSTMQ_NODE_NODE_ID", "" + number,
                    "ROBUSTMQ_NODE_ADDR", "127.0.0.1",
                    "ROBUSTMQ_NETWORK_GRPC_PORT", "" + ports.get(number - 1),
                    "ROBUSTMQ_NETWORK_RAFT_PORT", "" + TestPorts.next(),
                    "ROBUSTMQ_CLUSTER_MEMBERS", members));
        }
    },
    /** Servers that carry one group. */
    JOURNAL("journal") {
        @Override
        List<Map<String, String>> training() {
            String group = UUID.randomUUID().toString();
            List<Integer> ports = List.of(TestPorts.next(), TestPorts.next(), TestPorts.next(), TestPorts.next());
            String members = "1@127.0.0.1:%d:%d,2@127.0.0.1:%d:%d".formatted(ports.toArray());
            return both(number -> Map.of(
                    "ROBUSTMQ_NODE_NODE_ID",
                    "" + number,
                    "ROBUSTMQ_NETWORK_GRPC_PORT",
                    "" + ports.get(2 * number - 2),
                    "ROBUSTMQ_NETWORK_RAFT_PORT",
                    "" + ports.get(2 * number - 1),
                    "ROBUSTMQ_CLUSTER_GROUPS",
                    group,
                    "ROBUSTMQ_CLUSTER_MEMBERS",
                    members,
                    "ROBUSTMQ_SEGMENTS_LEAST_FREE_BYTES",
                    "0"));
        }
    },
    BROKER("broker") {
        @Override
        List<Map<String, String>> training() {
            return List.of(Map.of("ROBUSTMQ_NETWORK_TCP_PORT", "0", "ROBUSTMQ_NETWORK_WEBSOCKET_PORT", "0"));
        }
    };

    private final Path jar;

    Application(String name) {
        this.jar = GeneratedPage.ROOT.resolve(Path.of(name, "server", "target", "app", name + ".jar"));
    }

    public Path jar() {
        return jar;
    }

    public boolean isPackaged() {
        return Files.exists(jar);
    }

    /** The one that is packaged in this jar. */
    static Optional<Application> of(Path jar) {
        return Arrays.stream(values())
                .filter(application -> application.jar.equals(jar))
                .findFirst();
    }

    /** Settings of servers that come up together, by the names of the environment; the first of them is the one that is trained. */
    abstract List<Map<String, String>> training();

    private interface Settings {
        Map<String, String> of(int number);
    }

    private static List<Map<String, String>> both(Settings settings) {
        return IntStream.rangeClosed(1, 2)
                .<Map<String, String>>mapToObj(number -> new HashMap<>(settings.of(number)))
                .toList();
    }
}
