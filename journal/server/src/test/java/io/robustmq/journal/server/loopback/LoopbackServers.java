package io.robustmq.journal.server.loopback;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.robustmq.config.testkit.TestPorts;
import io.robustmq.journal.api.v1.ShardsResponse;
import io.robustmq.journal.server.raft.JournalNode;
import io.robustmq.journal.server.raft.NodeSettings;
import io.robustmq.journal.server.rpc.JournalService;
import io.robustmq.journal.storage.log.FlushPolicy;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.RaftSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Journal servers on loopback, each with a folder of its own; groups are made as they are wanted. They acknowledge what is in the memory of a
 * majority ({@code quorum}): nobody crashes here.
 */
public final class LoopbackServers implements AutoCloseable {
    private static final int LARGEST_MESSAGE = 64 << 20;

    private final Path folder;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, JournalNode> nodes = new LinkedHashMap<>();
    private final Map<String, Server> servers = new LinkedHashMap<>();

    private LoopbackServers(Path folder) {
        this.folder = folder;
    }

    /** So many servers, below a folder. */
    public static LoopbackServers start(Path folder, int count) {
        LoopbackServers all = new LoopbackServers(folder);
        for (int i = 1; i <= count; i++) {
            all.members.add(new Member(
                    i + "-a", "127.0.0.1:" + TestPorts.next(), "127.0.0.1:" + TestPorts.next(), Member.Role.VOTER));
        }
        all.members.forEach(member -> all.start(member.id()));
        return all;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    /** The ids of the servers. */
    public List<String> ids() {
        return members.stream().map(Member::id).toList();
    }

    /** Where clients reach them. */
    public List<String> addresses() {
        return members.stream().map(Member::apiAddress).toList();
    }

    public void start(String id) {
        Member member =
                members.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
        RaftSettings raft = new RaftSettings(
                folder.resolve(id).resolve("raft"),
                "127.0.0.1",
                port(member.raftAddress()),
                Duration.ofMillis(600),
                2_000,
                0,
                Duration.ofSeconds(3));
        LogSettings log = LogSettings.DEFAULTS.with(s -> {
            s.segmentBytes = 64 << 10;
            s.zeroBytes = 0;
            s.flush = new FlushPolicy.Interval(200);
        });
        NodeSettings settings =
                new NodeSettings(folder.resolve(id).resolve("groups"), raft, log, false, 2 << 10, 64 << 20, 0);
        try {
            Files.createDirectories(settings.folder());
            JournalNode node = JournalNode.start(settings, member);
            nodes.put(id, node);
            servers.put(
                    id,
                    NettyServerBuilder.forAddress(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port(member.apiAddress())))
                            .addService(new JournalService(node, ShardsResponse::getDefaultInstance))
                            .maxInboundMessageSize(LARGEST_MESSAGE)
                            .build()
                            .start());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public void stop(String id) {
        Objects.requireNonNull(servers.remove(id)).shutdownNow();
        Objects.requireNonNull(nodes.remove(id)).close();
    }

    /** A group on all servers. */
    public void found(UUID group) {
        everywhere(node -> node.join(group, members));
    }

    /** At all at once: each waits for most of the time. */
    private void everywhere(Consumer<JournalNode> work) {
        CompletableFuture.allOf(nodes.values().stream()
                        .map(node -> CompletableFuture.runAsync(() -> work.accept(node), Thread::startVirtualThread))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Takes a group away everywhere. */
    public void remove(UUID group) {
        everywhere(node -> node.leave(group));
    }

    /** Who leads a group; empty while nobody does. */
    public String leader(UUID group) {
        return nodes.entrySet().stream()
                .filter(node ->
                        Objects.requireNonNull(node.getValue().replica(group)).isLeading())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        servers.values().forEach(Server::shutdownNow);
        try {
            for (Server server : servers.values()) {
                server.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        everywhere(JournalNode::close);
    }
}
