package io.robustmq.journal.bench.replicated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Three packaged journal servers on loopback that carry one group; each has a folder with its data and what it prints. */
final class ThreeServers implements AutoCloseable {
    private static final int SERVERS = 3;
    private static final long READY_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long LOOK_MILLIS = 50;

    private final String group = UUID.randomUUID().toString();
    private final List<String> addresses = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    /** They are ready when this returns. */
    ThreeServers(Path jar, Path folder, String durability) throws IOException, InterruptedException {
        List<String> members = new ArrayList<>();
        List<Integer> ports = freePorts(2 * SERVERS);
        for (int number = 1; number <= SERVERS; number++) {
            addresses.add("127.0.0.1:" + ports.get(2 * number - 2));
            members.add("%d@%s:%d".formatted(number, addresses.get(number - 1), ports.get(2 * number - 1)));
        }
        for (int number = 1; number <= SERVERS; number++) {
            Path own = Files.createDirectories(folder.resolve("journal" + number));
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-jar",
                            jar.toAbsolutePath().toString())
                    .directory(own.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(own.resolve("log").toFile());
            builder.environment().keySet().removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS)_.*"));
            builder.environment().put("ROBUSTMQ_NODE_NODE_ID", "" + number);
            builder.environment().put("ROBUSTMQ_CLUSTER_GROUPS", group);
            builder.environment().put("ROBUSTMQ_CLUSTER_MEMBERS", String.join(",", members));
            builder.environment().put("ROBUSTMQ_NETWORK_GRPC_PORT", "" + ports.get(2 * number - 2));
            builder.environment().put("ROBUSTMQ_NETWORK_RAFT_PORT", "" + ports.get(2 * number - 1));
            builder.environment().put("ROBUSTMQ_SEGMENTS_DURABILITY", durability);
            builder.environment().put("QUARKUS_MANAGEMENT_PORT", "0");
            processes.add(builder.start());
        }
        for (int i = 0; i < SERVERS; i++) {
            awaitReady(processes.get(i), folder.resolve("journal" + (i + 1)).resolve("log"));
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private void awaitReady(Process process, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_NANOS;
        while (!Files.readString(log).contains(" ready in ")) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                close();
                throw new IllegalStateException("a server did not come up: " + log);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    String group() {
        return group;
    }

    List<String> addresses() {
        return addresses;
    }

    /** Processor time of the three since they were started, in seconds. */
    double processorSeconds() {
        return processes.stream()
                        .mapToLong(process ->
                                process.info().totalCpuDuration().orElseThrow().toMillis())
                        .sum()
                / 1_000.0;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        processes.forEach(process -> process.onExit().join());
    }
}
