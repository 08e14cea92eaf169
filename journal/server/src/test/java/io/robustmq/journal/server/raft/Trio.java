package io.robustmq.journal.server.raft;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.robustmq.config.testkit.TestPorts;
import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.server.lead.JournalFault;
import io.robustmq.journal.server.lead.Submission;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.RaftSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/** Nodes in this process, each with a folder and a port of its own, that carry one group; and a client that tries again. */
final class Trio implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Path folder;
    private final UUID group = UUID.randomUUID();
    private final Map<String, Member> known = new LinkedHashMap<>();
    private final Map<String, JournalNode> nodes = new LinkedHashMap<>();
    private final ByteString producer =
            ByteString.copyFromUtf8(UUID.randomUUID().toString());
    private final Map<Integer, Long> sequences = new LinkedHashMap<>();
    private List<Member> founders = List.of();

    Trio(Path folder) {
        this.folder = folder;
    }

    Trio found(String... ids) {
        founders = Arrays.stream(ids).map(this::member).toList();
        founders.forEach(member -> start(member.id()));
        return this;
    }

    Member member(String id) {
        return known.computeIfAbsent(
                id, name -> new Member(name, "127.0.0.1:" + TestPorts.next(), "127.0.0.1:1", Member.Role.VOTER));
    }

    void start(String id) {
        start(id, founders);
    }

    private void start(String id, List<Member> members) {
        Member member = known.get(id);
        int port = Integer.parseInt(
                member.raftAddress().substring(member.raftAddress().indexOf(':') + 1));
        RaftSettings raft = new RaftSettings(
                folder.resolve(id).resolve("raft"),
                "127.0.0.1",
                port,
                Duration.ofMillis(600),
                50,
                0,
                Duration.ofSeconds(5));
        LogSettings log = LogSettings.DEFAULTS.with(s -> {
            s.segmentBytes = 64 << 10;
            s.zeroBytes = 0;
            s.checkpointBytes = 64 << 10;
        });
        NodeSettings settings =
                new NodeSettings(folder.resolve(id).resolve("groups"), raft, log, true, 2 << 10, 64 << 20, 0);
        try {
            Files.createDirectories(settings.folder());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        JournalNode node = JournalNode.start(settings, member);
        nodes.put(id, node);
        node.join(group, members);
    }

    /** A node that waits to be added. */
    Member join(String id) {
        Member member = member(id).as(Member.Role.LEARNER);
        start(id, List.of(member));
        return member;
    }

    void stop(String id) {
        Objects.requireNonNull(nodes.remove(id)).close();
    }

    /** All at once: each takes a second, most of which is waiting. */
    void stopAll() {
        List<JournalNode> stopping = List.copyOf(nodes.values());
        nodes.clear();
        CompletableFuture.allOf(stopping.stream()
                        .map(node -> CompletableFuture.runAsync(node::close, Thread::startVirtualThread))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    Path logOf(String id) {
        return folder.resolve(id).resolve("groups").resolve(group.toString()).resolve("log");
    }

    Replica replica(String id) {
        return Objects.requireNonNull(Objects.requireNonNull(nodes.get(id)).replica(group));
    }

    Replica leader() {
        return leading().orElseGet(() -> soon().until(this::leading, Optional::isPresent)
                .orElseThrow());
    }

    String leaderId() {
        Replica leader = leader();
        return nodes.keySet().stream()
                .filter(id -> replica(id) == leader)
                .findFirst()
                .orElseThrow();
    }

    List<String> followers() {
        String leader = leaderId();
        return nodes.keySet().stream().filter(id -> !id.equals(leader)).toList();
    }

    private Optional<Replica> leading() {
        return nodes.values().stream()
                .map(node -> Objects.requireNonNull(node.replica(group)))
                .filter(Replica::isLeading)
                .findFirst();
    }

    static ConditionFactory soon() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(LOOK);
    }

    void eventually(ThrowingRunnable claim) {
        soon().untilAsserted(claim);
    }

    // ---- a client

    static Write write(String topic, String value, Change... changes) {
        return Write.newBuilder()
                .addRecords(Record.newBuilder()
                        .setTimestampMillis(1_000)
                        .setTopic(ByteString.copyFromUtf8(topic))
                        .setValue(ByteString.copyFromUtf8(value)))
                .addAllChanges(List.of(changes))
                .build();
    }

    static Write change(Change... changes) {
        return Write.newBuilder().addAllChanges(List.of(changes)).build();
    }

    static Change put(String key, String value) {
        return Change.newBuilder()
                .setPut(Change.Put.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value)))
                .build();
    }

    static Change delete(String key) {
        return Change.newBuilder()
                .setDelete(Change.Delete.newBuilder().setKey(ByteString.copyFromUtf8(key)))
                .build();
    }

    static Change deleteRange(String from, String to) {
        return Change.newBuilder()
                .setDeleteRange(Change.DeleteRange.newBuilder()
                        .setFrom(ByteString.copyFromUtf8(from))
                        .setTo(ByteString.copyFromUtf8(to)))
                .build();
    }

    static Change require(String key, String value) {
        Change.Require.Builder require = Change.Require.newBuilder().setKey(ByteString.copyFromUtf8(key));
        if (value != null) {
            require.setValue(ByteString.copyFromUtf8(value));
        }
        return Change.newBuilder().setRequire(require).build();
    }

    Submission next(int shard, Write... writes) {
        long sequence = sequences.merge(shard, 1L, Long::sum);
        return Submission.of(shard, producer, sequence, false, List.of(writes));
    }

    static Submission again(Submission submission) {
        return Submission.of(
                submission.shard(),
                submission.producer(),
                submission.sequence(),
                submission.gap(),
                submission.writes());
    }

    /** Writes, asking again as a client would; returns once it is acknowledged. */
    Appended append(int shard, Write... writes) {
        return untilDone(next(shard, writes));
    }

    Appended untilDone(Submission submission) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Submission attempt = again(submission);
            leader().submit(attempt);
            try {
                return attempt.answer().get(5, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException fault) {
                boolean wrong = fault.getCause() instanceof JournalFault why
                        && (why.error().getReason() == Reason.OUT_OF_SEQUENCE
                                || why.error().getReason() == Reason.STORAGE_FAILED);
                if (wrong || System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(fault);
                }
            } catch (InterruptedException fault) {
                throw new IllegalStateException(fault);
            }
        }
    }

    /** The values of a shard's records that a replica has applied, in order. */
    List<String> values(String id, int shard) {
        Replica replica = replica(id);
        long end = replica.appliedEnd().get();
        List<String> values = new ArrayList<>();
        long next = 0;
        while (next < end) {
            RecordPage page = replica.log()
                    .read(new ReadQuery(next, TopicSelection.ALL, ReadQuery.kind((byte) shard), 1_000, 1 << 20));
            for (StoredRecord stored : page.records()) {
                if (stored.offset() < end) {
                    values.add(new String(stored.record().value(), java.nio.charset.StandardCharsets.UTF_8));
                }
            }
            next = page.atEnd() ? end : page.nextOffset();
        }
        return values;
    }

    String state(String id, int shard, String key) {
        byte[] value = replica(id).state().get(shard, key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return value == null ? null : new String(value, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stopAll();
    }
}
