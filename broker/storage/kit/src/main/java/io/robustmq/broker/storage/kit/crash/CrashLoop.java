package io.robustmq.broker.storage.kit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Starts a process that writes, kills it (SIGKILL) at a random line of what it prints, looks at what is on the disk, and
 * does it again, until the time is over. The time is {@code -Drobustmq.kit.crash.seconds}, or what the test says.
 */
public final class CrashLoop {
    private static final int WRITERS = 4;

    private final String type;
    private final Path folder;
    private final Map<String, String> settings;
    private final int[] acknowledged = new int[WRITERS];
    private int rounds;

    public CrashLoop(String type, Path folder, Map<String, String> settings) {
        this.type = type;
        this.folder = folder;
        this.settings = settings;
        Arrays.fill(acknowledged, -1);
    }

    /** Returns how often the process was killed. */
    public int run(Duration time) throws IOException, InterruptedException {
        Duration given = Duration.ofSeconds(Long.getLong("robustmq.kit.crash.seconds", time.toSeconds()));
        long end = System.nanoTime() + given.toNanos();
        while (rounds == 0 || System.nanoTime() - end < 0) {
            rounds++;
            try {
                killOnce(new Random(rounds));
                check();
            } catch (AssertionError e) {
                throw new AssertionError("after " + rounds + " kills: " + e.getMessage(), e);
            }
        }
        return rounds;
    }

    private void killOnce(Random chance) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                WritingProcess.class.getName(),
                type,
                folder.toString(),
                "" + WRITERS));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int lines = chance.nextInt(3) == 0 ? chance.nextInt(20) : chance.nextInt(8_000);
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int read = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                note(line);
                if (++read == lines + 1) {
                    process.toHandle().destroyForcibly(); // and not the process, which would close its output unread
                }
            }
            assertThat(read).as("lines before the process ended by itself").isGreaterThan(lines);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void note(String line) {
        String[] words = line.split(" ", 3);
        if (words.length == 3
                && words[0].equals(WritingProcess.ACKNOWLEDGED)
                && !words[2].isEmpty()) { // the last may be cut
            int writer = Integer.parseInt(words[1]);
            acknowledged[writer] = Math.max(acknowledged[writer], Integer.parseInt(words[2]));
        }
    }

    private void check() {
        Storage storage = WritingProcess.provider(type).open(new StorageSettings(folder, 2, settings));
        try {
            for (int writer = 0; writer < WRITERS; writer++) {
                new Workload(storage.shard(writer % 2), writer).check(acknowledged[writer]);
            }
            for (int shard = 0; shard < storage.shards(); shard++) {
                Workload.checkLog(storage.shard(shard), WRITERS);
            }
        } finally {
            storage.close();
        }
    }

    /** Of all writers together. */
    public int acknowledgedBatches() {
        return Arrays.stream(acknowledged).map(last -> last + 1).sum();
    }
}
