package io.robustmq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Of a process of its own, which says {@code up} and then does what its word says. */
class ExitCodeTest {

    private static final int PATIENCE_SECONDS = 60;

    static final class Main {
        private Main() {}

        public static void main(String[] words) throws InterruptedException {
            boolean fails = words[0].equals("fails");
            ExitCode code = ExitCode.zeroWhenStopped(fails ? Main::sayAndWait : () -> {});
            if (fails) {
                code.exit(4);
            }
            System.out.println("up");
            if (words[0].equals("exits")) {
                System.exit(3);
            }
            Thread.currentThread().join();
        }

        /** It has failed, and stops for as long as its input is open. */
        private static void sayAndWait() {
            System.out.println("up");
            try {
                assertThat(System.in.read()).isEqualTo(-1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static int exitCode(String does, boolean terminate) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        does)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("up");
            if (terminate) {
                ProcessHandle.of(process.pid()).orElseThrow().destroy(); // which leaves its streams as they are
            }
            process.getOutputStream().close();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aSignalEndsWithZero() throws Exception {
        assertThat(exitCode("waits", true)).isZero();
    }

    @Test
    void aSignalToOneThatHasFailedDoesNot() throws Exception {
        assertThat(exitCode("fails", true)).isEqualTo(4);
    }

    /** As a log does by itself when it cannot go on: 0 would have no supervisor start it again. */
    @Test
    void whoEndsTheProcessByItselfGivesTheCode() throws Exception {
        assertThat(exitCode("exits", false)).isEqualTo(3);
    }
}
