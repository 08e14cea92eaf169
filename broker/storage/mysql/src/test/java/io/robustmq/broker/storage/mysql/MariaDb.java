package io.robustmq.broker.storage.mysql;

import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/**
 * A MariaDB of the test's own: the server that Debian installs, on a free port of the loopback, with its own folder. It can
 * be killed and started again. Tests are skipped where it is not installed.
 */
public final class MariaDb implements AutoCloseable {
    private final Path folder;
    private final int port;
    private Process server;

    private MariaDb(Path folder) throws IOException {
        this.folder = folder;
        this.port = freePort();
    }

    public static MariaDb start(Path folder) {
        Assumptions.assumeTrue(
                installed("mariadbd").isPresent()
                        && installed("mariadb-install-db").isPresent(),
                "mariadb-server is not installed: tests of the mysql storage are skipped");
        try {
            MariaDb database = new MariaDb(folder);
            database.install();
            database.start();
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As kill -9: the server has no time for anything. */
    public void kill() {
        server.destroyForcibly();
        awaitEnd();
    }

    /** It says nothing any more, and keeps its connections: like one whose machine is held up. */
    public void hold() {
        signal("-STOP");
    }

    /** It goes on after {@link #hold}. */
    public void goOn() {
        signal("-CONT");
    }

    private void signal(String signal) {
        run(List.of("kill", signal, Long.toString(server.pid())));
    }

    /** Starts it (again), and waits until it lets clients in. */
    public void start() {
        try {
            List<String> command = new ArrayList<>(List.of(
                    installed("mariadbd").orElseThrow().toString(),
                    "--no-defaults",
                    "--datadir=" + folder.resolve("data"),
                    "--socket=" + folder.resolve("s"),
                    "--pid-file=" + folder.resolve("pid"),
                    "--bind-address=127.0.0.1",
                    "--port=" + port,
                    "--character-set-server=latin1",
                    "--innodb-buffer-pool-size=64M"));
            command.addAll(asRoot());
            server = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
            awaitPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to statements sent by the server's own client, without headings. */
    String sql(String statements) {
        return run(List.of(
                        installed("mariadb").orElseThrow().toString(),
                        "--no-defaults",
                        "--socket=" + folder.resolve("s"),
                        "--user=root",
                        "--skip-column-names",
                        "--batch",
                        "--execute=" + statements))
                .strip();
    }

    /** A schema of its own for one test. */
    public void newSchema(String name) {
        sql("CREATE DATABASE " + name + " CHARACTER SET latin1; GRANT ALL ON " + name
                + ".* TO 'broker'@'127.0.0.1' IDENTIFIED BY 'secret'");
    }

    /** Settings that lead to a schema, and more of them, name after value. */
    public Map<String, String> values(String schema, String... more) {
        Map<String, String> values = new HashMap<>(
                Map.of("url", "mysql://127.0.0.1:" + port + "/" + schema, "user", "broker", "password", "secret"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return values;
    }

    Storage open(String schema, Path brokerFolder, int shards, String... more) {
        return new MysqlStorageProvider().open(new StorageSettings(brokerFolder, shards, values(schema, more)));
    }

    @Override
    public void close() {
        server.destroy();
        awaitEnd();
    }

    private void install() throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(
                installed("mariadb-install-db").orElseThrow().toString(),
                "--no-defaults",
                "--datadir=" + folder.resolve("data"),
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
        command.addAll(asRoot());
        run(command);
    }

    private void awaitPort() throws IOException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(1_000);
                if (socket.getInputStream().read() >= 0) {
                    return;
                }
            } catch (IOException e) {
                if (!server.isAlive() || System.nanoTime() > giveUp) {
                    throw new IOException("mariadbd did not start:\n" + Files.readString(folder.resolve("log")), e);
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private void awaitEnd() {
        try {
            if (!server.waitFor(30, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command.getFirst() + " failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> asRoot() {
        return "root".equals(System.getProperty("user.name")) ? List.of("--user=root") : List.of();
    }

    private static java.util.Optional<Path> installed(String program) {
        return java.util.stream.Stream.concat(
                        java.util.Arrays.stream(System.getenv("PATH").split(":")),
                        java.util.stream.Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/local/bin"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
