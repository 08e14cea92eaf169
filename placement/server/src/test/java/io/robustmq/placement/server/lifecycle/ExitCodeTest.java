package io.robustmq.placement.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Of a process of its own, which says {@code up} and waits, or ends itself. */
class ExitCodeTest {

    private static final int PATIENCE_SECONDS = 60;

    /** Its first word is what it does; its second, whether it counts as failed. */
    static final class Main {
        private Main() {}

        public static void main(String[] words) throws InterruptedException {
            ExitCode.zeroWhenStopped(() -> words[1].equals("failed"));
            System.out.println("up");
            if (words[0].equals("exits")) {
                System.exit(3);
            }
            Thread.currentThread().join();
        }
    }

    private static int exitCode(String does, String how, boolean terminate) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        does,
                        how)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("up");
            if (terminate) {
                process.destroy();
            }
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aSignalEndsWithZero() throws Exception {
        assertThat(exitCode("waits", "well", true)).isZero();
    }

    @Test
    void aSignalToOneThatHasFailedDoesNot() throws Exception {
        assertThat(exitCode("waits", "failed", true)).isEqualTo(143);
    }

    /** As the log does by itself when it cannot go on: 0 would have no supervisor start it again. */
    @Test
    void whoEndsTheProcessByItselfGivesTheCode() throws Exception {
        assertThat(exitCode("exits", "well", false)).isEqualTo(3);
    }
}
