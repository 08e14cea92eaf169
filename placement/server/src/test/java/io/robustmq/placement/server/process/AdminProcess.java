package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.testkit.process.Application;
import io.robustmq.config.testkit.process.TrainedStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One use of the command line, as users type it.
 *
 * @param output of both streams
 */
record AdminProcess(int exitCode, String output) {

    /** Runs {@code placement/run admin} with these words, in a folder, and waits for its end. */
    static AdminProcess run(Path folder, String... words) {
        try {
            Path output = Files.createTempFile(folder, "admin-", ".txt");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1"));
            command.addAll(TrainedStart.options(Application.PLACEMENT.jar()));
            command.addAll(List.of("-jar", Application.PLACEMENT.jar().toString(), "admin"));
            command.addAll(List.of(words));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS|JAVA|JDK)_.*"));
            Process process = builder.start();
            try {
                assertThat(process.waitFor(MemberProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as(() -> List.of(words) + " ends")
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            return new AdminProcess(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, of what must succeed. */
    static String done(Path folder, String... words) {
        AdminProcess ended = run(folder, words);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended.output();
    }
}
