package io.robustmq.journal.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the virtual machine has learned of one start of a server, written down: the others take half the time. Made by the first test that
 * starts one, unless it is there from before. Where it cannot be made, all works as well.
 */
final class TrainedStart {
    private static final Path CACHE = JournalProcess.JAR.resolveSibling("servers.aot");
    private static final List<String> OPTIONS = List.of("-XX:AOTCache=" + CACHE, "-Xlog:cds*=off", "-Xlog:aot*=off");
    private static boolean known;

    private TrainedStart() {}

    /** Options of the virtual machine that have it used. */
    static synchronized List<String> options() {
        if (!known) {
            known = true;
            try {
                if (!isYoungerThan(JournalProcess.JAR)) {
                    train();
                }
            } catch (IOException
                    | AssertionError e) { // whatever is wrong, a test finds out, and says so by its own name
                System.out.println("servers start untrained: " + e);
            }
        }
        return Files.exists(CACHE) ? OPTIONS : List.of();
    }

    private static boolean isYoungerThan(Path jar) throws IOException {
        return Files.exists(CACHE) && Files.getLastModifiedTime(CACHE).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private static void train() throws IOException {
        Files.deleteIfExists(CACHE);
        JournalProcess server = JournalProcess.start(
                Files.createTempDirectory(CACHE.getParent(), "trained"),
                Map.of(
                        "ROBUSTMQ_NETWORK_GRPC_PORT", "0",
                        "ROBUSTMQ_NETWORK_RAFT_PORT", "0",
                        "ROBUSTMQ_CLUSTER_GROUPS", UUID.randomUUID().toString()),
                List.of("-XX:AOTCacheOutput=" + CACHE));
        try (server) {
            server.awaitReady();
            server.terminate();
            server.awaitExit();
        }
    }
}
