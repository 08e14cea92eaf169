package io.robustmq.placement.server.raft;

import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.TestPorts;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.RaftSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/** A group of members in this process, each with a folder and a port of its own. */
final class Group implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final LogBounds BOUNDS = new LogBounds(50, 1 << 20, 10, 1 << 19);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Path folder;
    private final LogBounds bounds;
    private final UUID id = UUID.randomUUID();
    private final Map<String, Member> known = new HashMap<>();
    private final Map<String, RaftNode> nodes = new HashMap<>();
    private final Map<String, RegisterState> states = new HashMap<>();
    private List<Member> founders = List.of();

    Group(Path folder) {
        this(folder, BOUNDS);
    }

    Group(Path folder, LogBounds bounds) {
        this.folder = folder;
        this.bounds = bounds;
    }

    /** Members that begin the group together. */
    Group found(String... ids) {
        founders = java.util.Arrays.stream(ids).map(this::member).toList();
        founders.forEach(member -> start(member.id(), founders));
        return this;
    }

    /** A member that knows of no others, and waits to be added. */
    Member join(String memberId) {
        Member member = member(memberId).as(Member.Role.LEARNER);
        start(memberId, List.of(member));
        return member;
    }

    private Member member(String memberId) {
        return known.computeIfAbsent(
                memberId, name -> new Member(name, "127.0.0.1:" + TestPorts.next(), "127.0.0.1:1", Member.Role.VOTER));
    }

    private void start(String memberId, List<Member> group) {
        Member member = known.get(memberId);
        int port = port(memberId);
        RaftSettings settings = new RaftSettings(
                folder.resolve(memberId).resolve("raft"),
                "127.0.0.1",
                port,
                Duration.ofSeconds(1),
                50,
                10,
                Duration.ofSeconds(5));
        RegisterState state = new RegisterState(folder.resolve(memberId).resolve("state"));
        states.put(memberId, state);
        nodes.put(memberId, RaftNode.start(settings, bounds, id, member, group, state, new Quiet()));
    }

    private int port(String memberId) {
        String address = known.get(memberId).raftAddress();
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    void stop(String memberId) {
        Objects.requireNonNull(nodes.remove(memberId)).close();
    }

    void restart(String memberId) {
        start(memberId, founders);
    }

    /** Starts a member at another port than before; who knew it does not know that. */
    Member restartElsewhere(String memberId) {
        known.remove(memberId);
        Member moved = member(memberId);
        restart(memberId);
        return moved;
    }

    /** What the files of a member's log have, in bytes. */
    long logBytes(String memberId) {
        Path files =
                folder.resolve(memberId).resolve("raft").resolve(id.toString()).resolve("current");
        try (Stream<Path> all = Files.list(files)) {
            return all.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RaftNode node(String memberId) {
        return Objects.requireNonNull(nodes.get(memberId));
    }

    RegisterState state(String memberId) {
        return Objects.requireNonNull(states.get(memberId));
    }

    private static ConditionFactory soon() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(LOOK);
    }

    /** Waits until one of the running members leads. */
    RaftNode leader() {
        return leading().orElseGet(() -> soon().until(this::leading, Optional::isPresent)
                .orElseThrow());
    }

    private Optional<RaftNode> leading() {
        return nodes.values().stream().filter(RaftNode::isLeading).findFirst();
    }

    String follower() {
        String leader = leader().status().self();
        return nodes.keySet().stream()
                .filter(name -> !name.equals(leader))
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    /** Sets a register, trying again as a client would; returns once that is acknowledged. */
    String set(String key, String value) {
        byte[] entry = (key + "=" + value).getBytes(StandardCharsets.UTF_8);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return new String(leader().submit(entry).get(5, TimeUnit.SECONDS), StandardCharsets.UTF_8);
            } catch (ExecutionException | TimeoutException fault) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(fault);
                }
            } catch (InterruptedException fault) {
                throw new IllegalStateException(fault);
            }
        }
    }

    void change(List<Member> after) {
        RaftNode leader = leader();
        leader.changeMembers(leader.members(), after)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    void eventually(ThrowingRunnable claim) {
        soon().untilAsserted(claim);
    }

    @Override
    public void close() {
        nodes.values().parallelStream().forEach(RaftNode::close); // each waits for threads of its own
    }

    static final class Quiet implements RaftListener {
        @Override
        public void onLeading(long term) {}

        @Override
        public void onFollowing() {}

        @Override
        public void onFailure(Throwable cause) {
            System.err.println("a member failed: " + cause);
        }
    }
}
