package io.robustmq.placement.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Which terms the voters are in. A leader of a later term needs the votes of a majority, and who votes in a term is in it from then
 * on: as long as a majority is in no later term, there is no later leader, and nothing was acknowledged that the leader of this
 * term does not know of.
 *
 * <p>They are asked for their vote in a term before all terms, which every voter refuses, and which changes nothing there: the answer
 * says the voter's term. A pre-vote would not do: it looks at no term, is granted where the log is still empty, and each vote
 * that is granted puts off the voter's own standing for election, so that members who ask each other might never elect one.
 *
 * <p>A member that does not lead also asks them, but for the leader, of its own accord, time and again. A connection that could not be made is tried again
 * only after a while that grows to minutes, and elections go over the same connections: a member that had been away would not be
 * asked for its vote although it is back. So one who does not answer gets a new connection.
 *
 * <p>Thread-safe. At most one question to each voter is on its way, on a virtual thread of its own.
 */
public final class Voters implements AutoCloseable {

    private static final long BEFORE_ALL_TERMS = -1;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final RaftPeerId self;
    private final RaftGroupId group;
    private final long apartNanos;
    private final Map<RaftPeerId, SharedCall<Long>> questions = new ConcurrentHashMap<>();
    private final Map<RaftPeerId, Long> reconnected = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("voters").daemon().factory());

    /** @param apart how long it is at least from one new connection to a voter to the next */
    public Voters(RaftServer server, RaftServer.Division division, RaftGroupId group, Duration apart) {
        this.server = server;
        this.division = division;
        this.self = server.getId();
        this.group = group;
        this.apartNanos = apart.toNanos();
        clock.scheduleWithFixedDelay(this::stayInTouch, apartNanos, apartNanos, TimeUnit.NANOSECONDS);
    }

    private void stayInTouch() {
        if (!division.getInfo().isLeader()) {
            others(division.getRaftConf(), division.getInfo().getLeaderId())
                    .forEach(voter -> question(voter).ask());
        }
    }

    /**
     * Completes once a majority has said, each when asked after this call, that it is in no term later than this. Fails when one is in
     * a later term, or too few answer.
     *
     * @param leader counts as heard and is not asked: the caller has it say that it still leads
     */
    public CompletableFuture<Void> noneBeyond(long term, RaftPeerId leader) {
        RaftConfiguration members = division.getRaftConf();
        questions.keySet().removeIf(known -> members.getPeer(known) == null);
        Set<RaftPeerId> heard = ConcurrentHashMap.newKeySet();
        heard.add(self);
        heard.add(leader);
        CompletableFuture<Void> result = new CompletableFuture<>();
        if (isMajority(members, heard)) {
            result.complete(null);
            return result;
        }
        List<RaftPeerId> others = others(members, leader);
        AtomicInteger silent = new AtomicInteger(others.size());
        if (others.isEmpty()) {
            result.completeExceptionally(new NotLeadingException(null));
        }
        for (RaftPeerId voter : others) {
            question(voter).ask().whenComplete((theirs, fault) -> {
                if (fault == null && theirs > term) {
                    result.completeExceptionally(new NotLeadingException(null));
                } else if (fault == null && heard.add(voter) && isMajority(members, heard)) {
                    result.complete(null);
                }
                if (silent.decrementAndGet() == 0) {
                    result.completeExceptionally(new NotLeadingException(null));
                }
            });
        }
        return result;
    }

    /**
     * Which of some members answer, each when asked after this call. Completes when all have, or patience is over.
     *
     * @param members this one not among them
     */
    public CompletableFuture<Set<RaftPeerId>> answering(Collection<RaftPeerId> members, Duration patience) {
        Set<RaftPeerId> heard = ConcurrentHashMap.newKeySet();
        CompletableFuture<?>[] questions = members.stream()
                .map(member -> question(member)
                        .ask()
                        .handle((term, fault) -> fault == null && heard.add(member))
                        .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(questions).thenApply(all -> Set.copyOf(heard));
    }

    private List<RaftPeerId> others(RaftConfiguration members, @Nullable RaftPeerId leader) {
        return members.getAllPeers().stream()
                .map(RaftPeer::getId)
                .filter(id -> !id.equals(self) && !id.equals(leader))
                .toList();
    }

    /** Of the voters, and while these change of those before, too. */
    private static boolean isMajority(RaftConfiguration members, Set<RaftPeerId> heard) {
        return isMajority(members.getCurrentPeers(), heard)
                && (members.getPreviousPeers().isEmpty() || isMajority(members.getPreviousPeers(), heard));
    }

    private static boolean isMajority(Collection<RaftPeer> voters, Set<RaftPeerId> heard) {
        long among =
                voters.stream().map(RaftPeer::getId).filter(heard::contains).count();
        return among > voters.size() / 2;
    }

    private SharedCall<Long> question(RaftPeerId voter) {
        return questions.computeIfAbsent(voter, id -> new SharedCall<>(() -> termOf(id)));
    }

    private CompletableFuture<Long> termOf(RaftPeerId voter) {
        CompletableFuture<Long> term = new CompletableFuture<>();
        Thread.ofVirtual().name("term of " + voter).start(() -> {
            try {
                term.complete(
                        server.getServerRpc().requestVote(questionFor(voter)).getTerm());
            } catch (IOException | RuntimeException fault) {
                term.completeExceptionally(fault);
                maybeReconnect(voter, fault);
            }
        });
        return term;
    }

    /** The leader's connections carry its log, which sees to them itself. */
    private void maybeReconnect(RaftPeerId voter, Exception fault) {
        long now = System.nanoTime();
        boolean due = reconnected.merge(voter, now, (last, next) -> next - last < apartNanos ? last : next) == now;
        if (due && division.getInfo().isAlive() && !division.getInfo().isLeader()) {
            server.getServerRpc().handleException(voter, fault, true);
        }
    }

    /** A request for a vote in a term before all terms. */
    public RequestVoteRequestProto questionFor(RaftPeerId voter) {
        return RequestVoteRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder()
                        .setRequestorId(self.toByteString())
                        .setReplyId(voter.toByteString())
                        .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(group.toByteString())))
                .setCandidateTerm(BEFORE_ALL_TERMS)
                .build();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
