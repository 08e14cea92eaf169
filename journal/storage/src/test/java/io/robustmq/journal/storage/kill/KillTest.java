package io.robustmq.journal.storage.kill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.log.SegmentedLog;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.thread.CommitterThread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that appends, by SIGKILL after a random number of answers, again and again in the same folder, and looks at
 * what it left. More rounds: {@code -Djournal.kills=500}; others: {@code -Djournal.seed=...}.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("journal.kills", 12);
    private static final long SEED = Long.getLong("journal.seed", 1L);

    @TempDir
    Path folder;

    @Test
    void keepsWhatWasPromisedAndInventsNothing() throws IOException, InterruptedException {
        System.out.println("KillTest: seed " + SEED);
        Random random = new Random(SEED);
        long seen = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long seed = random.nextLong();
            long promised = killOne(seed, random);
            seen = requireSound(seed, promised, seen);
        }
        assertThat(seen).as("records in all").isGreaterThan(KILLS * 10L);
    }

    /** Returns the last offset that was promised. */
    private long killOne(long seed, Random random) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        folder.toString(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long promised = 0;
        try (BufferedReader answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            int until = 1 + random.nextInt(random.nextBoolean() ? 20 : 4_000);
            for (int i = 0; i < until; i++) {
                String line = answers.readLine();
                assertThat(line)
                        .as("seed %s: the process ended by itself", seed)
                        .isNotNull();
                promised = Long.parseLong(line);
            }
            process.toHandle().destroyForcibly(); // this way what it has said can still be read
            process.waitFor();
            // What it said before it died counts as well; a last line without an end was not said.
            StringBuilder rest = new StringBuilder();
            for (int c = answers.read(); c >= 0; c = answers.read()) {
                rest.append((char) c);
            }
            for (String line :
                    rest.substring(0, rest.lastIndexOf("\n") + 1).lines().toList()) {
                promised = Long.parseLong(line);
            }
        }
        return promised;
    }

    private long requireSound(long seed, long promised, long before) throws IOException {
        try (CommitterThread thread = CommitterThread.start("committer");
                SegmentedLog log = SegmentedLog.open(
                        DiskFolder.open(folder), Victim.settings(seed), thread.committer(), Runnable::run, 0)) {
            assertThat(log.nextOffset()).as("seed %s: what was promised", seed).isGreaterThanOrEqualTo(promised);
            assertThat(log.nextOffset()).isGreaterThanOrEqualTo(before);
            long next = log.startOffset();
            List<String> last = new ArrayList<>(List.of("", "0"));
            while (next < log.nextOffset()) {
                RecordPage page = log.read(ReadQuery.messages(next, TopicSelection.ALL, 1_000, 1 << 20));
                for (StoredRecord stored : page.records()) {
                    last = List.of(new String(stored.record().value(), UTF_8).split(" "));
                    assertThat(stored.offset()).as("seed %s", seed).isEqualTo(next);
                    assertThat(last.getFirst()).as("seed %s", seed).isEqualTo(Long.toString(next));
                    next++;
                }
            }
            if (log.nextOffset() > 0) {
                assertThat(last.get(1))
                        .as("seed %s: the last append is whole", seed)
                        .isEqualTo(Long.toString(next));
            }
            return log.nextOffset();
        }
    }
}
