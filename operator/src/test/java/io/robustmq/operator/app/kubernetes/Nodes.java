package io.robustmq.operator.app.kubernetes;

import io.robustmq.operator.app.kubelet.JoinedNode;
import io.robustmq.operator.app.kubelet.Kubelet;
import io.robustmq.operator.app.kubelet.PackagedOperator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** What runs the pods: real nodes, or processes of this machine. */
sealed interface Nodes extends AutoCloseable {

    /** What pods have said last. */
    String outputs();

    @Override
    void close();

    /** As {@code -Dnodes=} says: {@code processes}, where nothing is said, or {@code real}. */
    static Nodes of(RealCluster kubernetes, Path folder) {
        String wanted = System.getProperty("nodes", "processes");
        return switch (wanted) {
            case "processes" -> Processes.begin(kubernetes, folder);
            case "real" -> new Real();
            default -> throw new IllegalArgumentException("-Dnodes=" + wanted + " is neither processes nor real");
        };
    }

    /** They are there already. */
    record Real() implements Nodes {
        @Override
        public String outputs() {
            return "kubectl logs has what pods said";
        }

        @Override
        public void close() {
            // Nothing of ours.
        }
    }

    record Processes(JoinedNode node, Kubelet kubelet) implements Nodes {

        static Processes begin(RealCluster kubernetes, Path folder) {
            Map<String, List<String>> images =
                    Map.of("placement", image("placement"), "journal", image("journal"), "broker", image("broker"));
            int number = ThreadLocalRandom.current().nextInt(1, 255);
            Kubelet kubelet = new Kubelet(kubernetes.client(), kubernetes.namespace(), folder, images, number);
            JoinedNode node = new JoinedNode(kubernetes.client(), kubernetes.namespace(), kubelet.node());
            node.join();
            kubelet.start(node::round);
            return new Processes(node, kubelet);
        }

        private static List<String> image(String part) {
            Path jar = Path.of("..", part, "server", "target", "app", part + ".jar");
            if (!Files.exists(jar)) {
                throw new IllegalStateException(
                        jar.toAbsolutePath().normalize() + " is missing: the servers have to be packaged first");
            }
            return PackagedOperator.command(jar);
        }

        @Override
        public String outputs() {
            return kubelet.outputs();
        }

        @Override
        public void close() {
            kubelet.close();
            node.close();
        }
    }
}
