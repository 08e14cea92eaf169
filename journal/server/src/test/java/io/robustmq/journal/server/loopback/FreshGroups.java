package io.robustmq.journal.server.loopback;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Groups that are led before they are wanted, and go while others are used: that a group comes takes an election, and that it goes takes a
 * second at each server, most of which is waiting. Not thread-safe.
 */
public final class FreshGroups implements AutoCloseable {
    private static final int AHEAD = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final LoopbackServers servers;
    private final Queue<CompletableFuture<UUID>> ahead = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> going = new ArrayList<>();

    public FreshGroups(LoopbackServers servers) {
        this.servers = servers;
        for (int i = 0; i < AHEAD; i++) {
            foundOne();
        }
    }

    private void foundOne() {
        ahead.add(CompletableFuture.supplyAsync(
                () -> {
                    UUID group = UUID.randomUUID();
                    servers.found(group);
                    await().atMost(PATIENCE)
                            .pollDelay(Duration.ZERO)
                            .pollInterval(LOOK)
                            .until(() -> !servers.leader(group).isEmpty());
                    return group;
                },
                Thread::startVirtualThread));
    }

    /** A group that nobody has used. */
    public UUID next() {
        foundOne();
        return ahead.remove().join();
    }

    /** Nobody uses it any more. */
    public void done(UUID group) {
        going.add(CompletableFuture.runAsync(() -> servers.remove(group), Thread::startVirtualThread));
    }

    /** Waits for the groups that go. */
    @Override
    public void close() {
        ahead.forEach(CompletableFuture::join);
        going.forEach(CompletableFuture::join);
    }
}
