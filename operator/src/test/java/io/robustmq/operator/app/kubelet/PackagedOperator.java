package io.robustmq.operator.app.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged operator as a process, and JVMs that are as small as it. */
public final class PackagedOperator implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Path output;
    private final Process process;

    /**
     * @param folder to run in, where what it says is kept
     * @param environment of it, beside what it says of the system; nothing of this process's own settings
     */
    public PackagedOperator(Path folder, Map<String, String> environment) throws IOException {
        output = folder.resolve("operator.txt");
        ProcessBuilder builder = new ProcessBuilder(command(JAR))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS|JAVA|JDK|KUBE|KUBERNETES)_?.*"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** How a packaged application is run here. */
    public static List<String> command(Path jar) {
        return List.of(
                JAVA.toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toAbsolutePath().normalize().toString());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String said() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends with code 0, soon. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said()).isTrue();
        assertThat(process.exitValue()).as(said()).isZero();
    }
}
