package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillLoopIT {

    private static final int WRITERS = 4;
    private static final int ROUNDS = 6;

    @TempDir
    Path folder;

    @Test
    void noAcknowledgedWriteIsLostWhileLeadersAndFollowersAreKilled() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<String, Long> acknowledged = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        try (Trio trio = new Trio(folder).start();
                Client client = new Client(trio.addresses)) {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String key = "writer" + i;
                writers.add(Thread.ofPlatform().start(() -> write(trio.addresses, key, acknowledged, stop)));
            }
            CompletableFuture<Void> reader = CompletableFuture.runAsync(
                    () -> read(trio.addresses, acknowledged, stop),
                    task -> Thread.ofPlatform().start(task));
            for (int round = 0; round < ROUNDS; round++) {
                Map<String, Long> before = Map.copyOf(acknowledged);
                int leader = trio.leader(client);
                int victim = random.nextBoolean() ? leader : (leader + 1 + random.nextInt(2)) % 3;
                trio.members.get(victim).kill();
                await().atMost(MemberProcess.PATIENCE).until(() -> allHaveMoved(before, acknowledged));
                trio.members.get(victim).start();
                trio.members.get(victim).awaitReady();
            }
            stop.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            reader.join();
            assertThat(acknowledged).hasSize(WRITERS);
            for (var written : acknowledged.entrySet()) {
                assertThat(client.get(written.getKey())).isGreaterThanOrEqualTo(written.getValue());
            }
            long revision = Trio.applied(client, trio.addresses.get(trio.leader(client)));
            for (String address : trio.addresses) {
                await().atMost(MemberProcess.PATIENCE).until(() -> Trio.applied(client, address) >= revision);
            }
        }
    }

    /** What is read was acknowledged before it was asked for, or later. */
    private static void read(List<String> addresses, Map<String, Long> acknowledged, AtomicBoolean stop) {
        try (Client client = new Client(addresses)) {
            while (!stop.get()) {
                for (var written : Map.copyOf(acknowledged).entrySet()) {
                    assertThat(client.get(written.getKey())).isGreaterThanOrEqualTo(written.getValue());
                }
            }
        }
    }

    /** Each writer has acknowledged something more: the cluster goes on without the one that was killed. */
    private static boolean allHaveMoved(Map<String, Long> before, Map<String, Long> now) {
        return now.size() == WRITERS
                && now.entrySet().stream()
                        .allMatch(entry -> entry.getValue() > before.getOrDefault(entry.getKey(), -1L) + 2);
    }

    /** Counts its key up, each step only after the one before was acknowledged. */
    private static void write(List<String> addresses, String key, Map<String, Long> acknowledged, AtomicBoolean stop) {
        try (Client client = new Client(addresses)) {
            for (long value = 0; !stop.get(); value++) {
                client.put(key, value);
                acknowledged.put(key, value);
            }
        }
    }
}
