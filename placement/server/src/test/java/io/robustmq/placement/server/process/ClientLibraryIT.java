package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.placement.api.v1.Change;
import io.robustmq.placement.api.v1.Config;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryChange;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.ListRequest;
import io.robustmq.placement.api.v1.NodeRole;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.api.v1.WriteRequest;
import io.robustmq.placement.client.PlacementClient;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.call.Rpc;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.image.WatchEvent;
import io.robustmq.placement.client.session.NodeSession;
import io.robustmq.placement.client.watch.WatchListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client library against real members: one address configured, leaders killed and stopped under it. */
class ClientLibraryIT {

    private static final int WRITERS = 4;
    private static final int MORE = 40;

    @TempDir
    Path folder;

    private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** Applies what it is told, and complains of anything out of order. */
    private static final class Follower implements WatchListener {
        final List<WatchEvent> told = new CopyOnWriteArrayList<>();
        final Map<String, Entry> entries = new HashMap<>();

        @Override
        public void on(WatchEvent event) {
            if (event instanceof WatchEvent.Reached) {
                return;
            }
            List<EntryChange> changes =
                    switch (event) {
                        case WatchEvent.Whole whole -> whole.difference();
                        case WatchEvent.Changed changed -> changed.changes();
                        case WatchEvent.Reached _ -> List.of();
                    };
            synchronized (entries) {
                changes.forEach(
                        change -> entries.put(change.getPut().getConfig().getKey(), change.getPut()));
            }
            told.add(event);
        }

        @Override
        public void onEnded(PlacementException why) {
            throw why;
        }

        List<Entry> sorted() {
            synchronized (entries) {
                return entries.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .toList();
            }
        }
    }

    @Test
    void noWriteIsLostOrDoneTwiceAndNoChangeIsMissedWhileLeadersGo() throws Exception {
        Follower follower = new Follower();
        NodeEvents node = new NodeEvents();
        AtomicBoolean stop = new AtomicBoolean();
        try (Trio trio = new Trio(folder).start();
                Client observer = new Client(trio.addresses);
                PlacementClient client = PlacementClient.open(
                        ClientSettings.of(trio.addresses.subList(0, 1)).withPatience(MemberProcess.PATIENCE))) {
            NodeSession session = client.register(
                    RegisterRequest.newBuilder()
                            .setNodeId("broker-1")
                            .addRoles(NodeRole.BROKER)
                            .putAddresses("grpc", "127.0.0.1:1230")
                            .setLeaseMillis(30_000)
                            .build(),
                    node);
            client.watch(Set.of(Kind.CONFIG), "", follower);
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String key = "writer" + i;
                writers.add(Thread.ofPlatform().start(() -> write(client, key, stop)));
            }
            awaitMore();

            int killed = trio.leader(observer);
            trio.members.get(killed).kill();
            awaitMore();
            trio.members.get(killed).start();
            trio.members.get(killed).awaitReady();

            MemberProcess stopped = trio.members.get(trio.leader(observer));
            stopped.signal("STOP");
            awaitMore();
            stopped.signal("CONT");
            awaitMore();

            stop.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(failures).isEmpty();
            List<Entry> listed = client.call(
                            Rpc.LIST,
                            ListRequest.newBuilder().setKind(Kind.CONFIG).build())
                    .toCompletableFuture()
                    .get(2, TimeUnit.MINUTES)
                    .getEntriesList();
            await().atMost(MemberProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(follower.sorted()).isEqualTo(listed));
            eachRevisionOnceAndInOrder(follower.told);
            assertThat(session.mayServe()).isTrue();
            assertThat(node.told).containsExactly("held");
            session.drain().toCompletableFuture().get(2, TimeUnit.MINUTES);
            await().atMost(Duration.ofMinutes(1)).until(() -> node.told.contains("DRAINING"));
            session.unregister().toCompletableFuture().get(2, TimeUnit.MINUTES);
            assertThat(session.mayServe()).isFalse();
        }
    }

    /**
     * What was acknowledged was told at its revision, and a writer's values one after the other: none was applied twice. A member that
     * was started again has no history, so a whole image may come in between; what it covers is not told one by one.
     */
    private void eachRevisionOnceAndInOrder(List<WatchEvent> told) {
        assertThat(told.getFirst()).isInstanceOf(WatchEvent.Whole.class);
        Map<Long, String> apart = new HashMap<>();
        Map<String, Long> values = new HashMap<>();
        Map<Long, Long> covered = new HashMap<>(); // from (exclusive) to (inclusive)
        long last = 0;
        for (WatchEvent event : told) {
            assertThat(event.revision()).isGreaterThanOrEqualTo(event instanceof WatchEvent.Whole ? last : last + 1);
            switch (event) {
                case WatchEvent.Whole whole -> {
                    covered.put(last, whole.revision());
                    whole.entries()
                            .values()
                            .forEach(entry -> values.put(
                                    entry.getConfig().getKey(),
                                    entry.getConfig().getInteger()));
                }
                case WatchEvent.Changed changed -> {
                    assertThat(changed.changes()).hasSize(1);
                    Config config = changed.changes().getFirst().getPut().getConfig();
                    Long before = values.put(config.getKey(), config.getInteger());
                    assertThat(config.getInteger()).as(config.getKey()).isEqualTo(before == null ? 0 : before + 1);
                    apart.put(changed.revision(), config.getKey() + "=" + config.getInteger());
                }
                case WatchEvent.Reached _ -> throw new AssertionError("is not kept");
            }
            last = event.revision();
        }
        assertThat(apart).isNotEmpty();
        acknowledged.forEach((revision, write) -> {
            boolean isCovered = covered.entrySet().stream()
                    .anyMatch(range -> range.getKey() < revision && revision <= range.getValue());
            assertThat(isCovered ? write : apart.get(revision)).isEqualTo(write);
        });
    }

    private void awaitMore() {
        int before = acknowledged.size();
        await().atMost(MemberProcess.PATIENCE).until(() -> acknowledged.size() > before + MORE || !failures.isEmpty());
    }

    /** Counts its key up; each step expects the one before, so that a write done twice would be refused. */
    private void write(PlacementClient client, String key, AtomicBoolean stop) {
        long version = 0;
        for (long value = 0; !stop.get(); value++) {
            WriteRequest request = WriteRequest.newBuilder()
                    .addChanges(Change.newBuilder()
                            .setExpectedVersion(version)
                            .setPut(Entry.newBuilder()
                                    .setConfig(Config.newBuilder().setKey(key).setInteger(value))))
                    .build();
            try {
                version = client.call(Rpc.WRITE, request)
                        .toCompletableFuture()
                        .get(3, TimeUnit.MINUTES)
                        .getRevision();
                acknowledged.put(version, key + "=" + value);
            } catch (Exception e) {
                failures.add(e);
                return;
            }
        }
    }
}
