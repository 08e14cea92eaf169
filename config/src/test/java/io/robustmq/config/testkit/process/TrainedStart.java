package io.robustmq.config.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the virtual machine has learned of one start of a server, written down beside its jar: the others take half the time, and servers are
 * started a few dozen times. Made by the first test that starts one, unless it is there from before. Where it cannot be made, all works as
 * well.
 */
public final class TrainedStart {
    private static final Map<Path, List<String>> KNOWN = new HashMap<>();

    private TrainedStart() {}

    /**
     * Options of the virtual machine that have it used.
     *
     * @param settings with which the server comes up by itself, on free ports
     */
    public static synchronized List<String> options(Path jar, Map<String, String> settings) {
        List<String> known = KNOWN.get(jar);
        if (known == null) {
            Path cache = jar.resolveSibling("tests.aot");
            try {
                if (!isYoungerThan(jar, cache)) {
                    train(jar, cache, settings);
                }
            } catch (IOException
                    | AssertionError e) { // whatever is wrong, a test finds out, and says so by its own name
                System.out.println(jar.getFileName() + " starts untrained: " + e);
            }
            known = Files.exists(cache)
                    ? List.of("-XX:AOTCache=" + cache, "-Xlog:cds*=off", "-Xlog:aot*=off")
                    : List.of();
            KNOWN.put(jar, known);
        }
        return known;
    }

    private static boolean isYoungerThan(Path jar, Path cache) throws IOException {
        return Files.exists(cache) && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private static void train(Path jar, Path cache, Map<String, String> settings) throws IOException {
        Files.deleteIfExists(cache);
        Path folder = Files.createTempDirectory(cache.getParent(), "trained");
        try (ServerProcess server =
                new ServerProcess(jar, folder, settings, List.of(), List.of("-XX:AOTCacheOutput=" + cache))) {
            server.start();
            server.awaitReady();
            server.terminate();
            server.awaitExit();
        }
    }
}
