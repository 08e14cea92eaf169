package io.robustmq.config.testkit.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the virtual machine has learned of one start of a server, written down beside its jar: the others take half the time, and servers are
 * started a few hundred times. Made by the first test that starts one, unless there is one that is younger than the jar; whoever else wants it
 * meanwhile, in this process or another, waits. Where it cannot be made, all works as well.
 */
public final class TrainedStart {
    private static final Map<Path, List<String>> KNOWN = new HashMap<>();

    private TrainedStart() {}

    /**
     * Options of the virtual machine that have it used; none if it cannot be made.
     *
     * @param jar of one of the {@link Application}s; of another one, nothing is known
     */
    public static synchronized List<String> options(Path jar) {
        return KNOWN.computeIfAbsent(
                jar.toAbsolutePath().normalize(),
                known -> Application.of(known).map(TrainedStart::find).orElse(List.of()));
    }

    private static List<String> find(Application application) {
        Path cache = application.jar().resolveSibling("tests.aot");
        try (FileChannel file = FileChannel.open(
                        application.jar().resolveSibling("tests.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock alone = file.lock()) {
            if (!isYounger(cache, application.jar())) {
                Files.deleteIfExists(cache);
                train(application, cache);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            // whatever is wrong, a test finds out, and says so by its own name
            System.out.println(application.jar().getFileName() + " starts untrained: " + e);
        }
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:cds*=off", "-Xlog:aot*=off") : List.of();
    }

    private static boolean isYounger(Path cache, Path jar) throws IOException {
        return Files.exists(cache) && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    /** The jar's folder keeps nothing of it but the cache, which is there whole or not at all. */
    private static void train(Application application, Path cache) throws IOException {
        Path folder = Files.createTempDirectory(cache.getParent(), "training");
        Path made = folder.resolve("made.aot");
        List<ServerProcess> servers = new ArrayList<>();
        try {
            for (Map<String, String> settings : application.training()) {
                String[] options = servers.isEmpty() ? new String[] {"-XX:AOTCacheOutput=" + made} : new String[0];
                servers.add(ServerProcess.untrained(
                        application.jar(), folder.resolve("server" + servers.size()), settings, options));
                servers.getLast().start();
            }
            servers.forEach(ServerProcess::awaitReady);
            servers.getFirst().get("/q/health/ready");
            servers.getFirst().terminate();
            servers.getFirst().awaitExit();
            Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            servers.forEach(ServerProcess::close);
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(each);
            }
        }
    }
}
