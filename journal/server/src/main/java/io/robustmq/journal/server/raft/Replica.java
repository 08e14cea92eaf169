package io.robustmq.journal.server.raft;

import io.robustmq.journal.api.Limits;
import io.robustmq.journal.api.v1.GroupStatus;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.ReplicaStatus;
import io.robustmq.journal.api.v1.Role;
import io.robustmq.journal.server.disk.GroupLog;
import io.robustmq.journal.server.disk.StateStore;
import io.robustmq.journal.server.lead.Decision;
import io.robustmq.journal.server.lead.JournalFault;
import io.robustmq.journal.server.lead.Proposing;
import io.robustmq.journal.server.lead.Proposing.NotAppendedException;
import io.robustmq.journal.server.lead.Submission;
import io.robustmq.placement.raft.Elsewhere;
import io.robustmq.placement.raft.GroupMembers;
import io.robustmq.placement.raft.LinearizableReads;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.NotLeadingException;
import io.robustmq.placement.raft.Replies;
import io.robustmq.placement.raft.Voters;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.jspecify.annotations.Nullable;

/**
 * One group, at this node: what can be written where it leads, and read.
 *
 * <p>Thread-safe.
 */
public final class Replica implements AutoCloseable {
    private static final long KEEPING_EVERY_MILLIS = 200;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final RaftGroupId group;
    private final RaftPeerId self;
    private final Member own;
    private final NodeSettings settings;
    private final GroupLog log;
    private final StateStore state;
    private final AppliedEnd appliedEnd;
    private final Watched watched;
    private final GroupMachine machine;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final Voters voters;
    private final GroupMembers members;
    private final LinearizableReads reads;
    private final Proposing proposing;
    private final FileStore disk;
    private final ReentrantLock lettingGo = new ReentrantLock();
    private final ScheduledExecutorService keeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("journal-trimming").daemon().factory());

    Replica(
            RaftServer server,
            RaftGroupId group,
            Member own,
            NodeSettings settings,
            GroupLog log,
            StateStore state,
            AppliedEnd appliedEnd,
            Watched watched,
            GroupMachine machine)
            throws IOException {
        this.server = server;
        this.group = group;
        this.own = own;
        this.settings = settings;
        this.self = server.getId();
        this.division = server.getDivision(group);
        this.log = log;
        this.state = state;
        this.appliedEnd = appliedEnd;
        this.watched = watched;
        this.machine = machine;
        this.disk = Files.getFileStore(settings.folder());
        this.voters = new Voters(server, division, group, settings.raft().electionTimeout());
        this.members = new GroupMembers(server, division, group, settings.raft().requestTimeout());
        this.reads = new LinearizableReads(
                division,
                voters,
                () -> send(request(RaftClientRequest.readRequestType(false, false, true))
                                .build())
                        .thenAccept(reply -> Replies.requireRead(reply, this::leader)),
                this::leader,
                settings.raft().requestTimeout());
        this.proposing = new Proposing(
                "journal-proposing-" + group.getUuid(),
                new Entrance(),
                state,
                appliedEnd::get,
                settings.maxWaitingBytes());
        keeping.scheduleWithFixedDelay(this::letGo, KEEPING_EVERY_MILLIS, KEEPING_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    public UUID group() {
        return group.getUuid();
    }

    // ---- writing

    /** Has something written; its answer tells the outcome. */
    public void submit(Submission submission) {
        if (submission.shard() < 0 || submission.shard() >= Limits.SHARDS) {
            submission
                    .answer()
                    .completeExceptionally(JournalFault.of(
                            Reason.UNKNOWN_SHARD, "shard " + submission.shard() + ", not 0 to " + (Limits.SHARDS - 1)));
            return;
        }
        proposing.submit(submission);
    }

    /** How much waits to be proposed. */
    public long waitingBytes() {
        return proposing.waitingBytes();
    }

    /** Where decisions get into the log. */
    private final class Entrance implements Proposing.Log {
        @Override
        public OptionalLong leading() {
            long term = machine.leadingTerm();
            return term == GroupMachine.NONE || !division.getInfo().isLeaderReady()
                    ? OptionalLong.empty()
                    : OptionalLong.of(term);
        }

        @Override
        public CompletableFuture<Void> append(Decision decision) {
            long call = calls.incrementAndGet();
            RaftClientRequest request = RaftClientRequest.newBuilder()
                    .setClientId(client)
                    .setServerId(self)
                    .setGroupId(group)
                    .setCallId(call)
                    .setType(RaftClientRequest.writeRequestType())
                    .setMessage(Message.EMPTY)
                    .build();
            machine.decided(call, decision);
            try {
                return Elsewhere.completed(server.submitClientRequestAsync(request))
                        .thenAccept(Replica::requireAppended);
            } catch (IOException | RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            } finally {
                machine.handedOver(call);
            }
        }

        @Override
        public JournalFault notLeading() {
            return Replica.this.notLeading();
        }

        @Override
        public @Nullable JournalFault full() {
            return freeBytes() < settings.leastFreeBytes()
                    ? JournalFault.of(
                            Reason.DISK_FULL,
                            "the disk of " + settings.folder() + " has " + (freeBytes() >> 20) + " MiB left: make room")
                    : null;
        }
    }

    private static void requireAppended(RaftClientReply reply) {
        if (reply.isSuccess()) {
            return;
        }
        RaftException fault = reply.getException();
        String why = fault == null ? "no reason was given" : String.valueOf(fault.getMessage());
        if (fault instanceof LeaderNotReadyException
                || fault instanceof StateMachineException
                || fault instanceof ResourceUnavailableException) {
            throw new NotAppendedException(why);
        }
        throw new IllegalStateException("the leader changed meanwhile: " + why);
    }

    private long freeBytes() {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** What a caller is told where this node does not lead. */
    public JournalFault notLeading() {
        Member leader = leader();
        return JournalFault.notLeader(leader == null || leader.id().equals(self.toString()) ? "" : leader.apiAddress());
    }

    // ---- reading

    /** Whether this node leads the group, and has applied all that earlier leaders committed. */
    public boolean isLeading() {
        return machine.leadingTerm() != GroupMachine.NONE && division.getInfo().isLeaderReady();
    }

    /**
     * Waits until this replica has applied everything that had been acknowledged when this was called.
     *
     * @return fails with {@link NotLeadingException}, when the time for a request is over at the latest
     */
    public CompletableFuture<Void> readBarrier() {
        return reads.barrier();
    }

    /** The records; what lies behind {@link #appliedEnd} is of no account. */
    public GroupLog log() {
        return log;
    }

    public StateStore state() {
        return state;
    }

    public AppliedEnd appliedEnd() {
        return appliedEnd;
    }

    // ---- keeping

    /** Lets segments go that nobody needs: no shard's reader, no follower that is behind, no start of this replica. Blocks. */
    public void letGo() {
        lettingGo.lock();
        try {
            long wanted = Math.min(state.trimBefore(), appliedEnd.get());
            if (log.startAfterTrim(wanted) <= log.startOffset()) {
                return;
            }
            if (log.startAfterTrim(Math.min(wanted, neededFrom())) <= log.startOffset()) {
                takeSnapshot().join();
            }
            log.trim(Math.min(wanted, neededFrom()));
        } catch (RuntimeException | IOException later) {
            // It is tried again; a log that has failed says so itself.
        } finally {
            lettingGo.unlock();
        }
    }

    /** Where the records of the first header begin that is kept; nothing before has a header. */
    private long neededFrom() throws IOException {
        RaftLog headers = division.getRaftLog();
        long applied = state.applied().at().index();
        for (long index = headers.getStartIndex(); index <= applied; index++) {
            LogEntryProto entry = headers.get(index);
            if (entry != null && Entries.hasHeader(entry)) {
                return Entries.header(entry).baseOffset();
            }
        }
        return machine.snapshots().latest().isPresent() ? state.applied().endOffset() : 0;
    }

    /** Has a checkpoint taken now, unless there is one at this position. */
    public CompletableFuture<Void> takeSnapshot() {
        return Elsewhere.completed(server.snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                        client,
                        self,
                        group,
                        calls.incrementAndGet(),
                        settings.raft().requestTimeout().toMillis(),
                        1)))
                .thenAccept(Replies::requireDone);
    }

    // ---- members

    private RaftClientRequest.Builder request(RaftClientRequest.Type type) {
        return RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(self)
                .setGroupId(group)
                .setCallId(calls.incrementAndGet())
                .setType(type);
    }

    private CompletableFuture<RaftClientReply> send(RaftClientRequest request) {
        try {
            return Elsewhere.completed(server.submitClientRequestAsync(request));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Who leads, as far as this replica knows. What the log says of this node's own addresses may be from an earlier start. */
    public @Nullable Member leader() {
        return self.equals(division.getInfo().getLeaderId()) ? own : members.leader();
    }

    /** Who the members are, are to be, and who of them is to lead. */
    public GroupMembers members() {
        return members;
    }

    /** Hands leadership to whoever is furthest, if this node leads; waits for it. Nothing if there is nobody. */
    public void handOver() {
        if (!isLeading()) {
            return;
        }
        Map<String, Long> commits = members.commits();
        members.all().stream()
                .filter(member ->
                        member.role() == Member.Role.VOTER && !member.id().equals(self.toString()))
                .max(Comparator.comparingLong(member -> commits.getOrDefault(member.id(), -1L)))
                .ifPresent(member -> members.transferLeadership(
                                member.id(), settings.raft().electionTimeout().multipliedBy(2))
                        .exceptionally(stays -> null)
                        .join());
    }

    /** Why it does not take part any more; empty while it does. */
    public String trouble() {
        Throwable failure = watched.failure();
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }

    /** What this replica knows now. */
    public GroupStatus status() {
        DivisionInfo info = division.getInfo();
        Map<String, Long> commits = members.commits();
        Map<String, Long> silences = members.silences();
        Member leader = leader();
        GroupStatus.Builder status = GroupStatus.newBuilder()
                .setGroup(group.getUuid().toString())
                .setRole(role(info))
                .setTerm(info.getCurrentTerm())
                .setLeaderAddress(leader == null ? "" : leader.apiAddress())
                .setCommittedIndex(Math.max(0, commits.getOrDefault(self.toString(), 0L)))
                .setAppliedIndex(Math.max(0, info.getLastAppliedIndex()))
                .setNextOffset(appliedEnd.get())
                .setStartOffset(log.startOffset())
                .setSizeBytes(log.sizeBytes())
                .setTrouble(trouble())
                .addAllShards(state.shards());
        for (Member member : members.all()) {
            status.addReplicas(ReplicaStatus.newBuilder()
                    .setId(member.id())
                    .setAddress(member.id().equals(own.id()) ? own.apiAddress() : member.apiAddress())
                    .setVoter(member.role() == Member.Role.VOTER)
                    .setSilentMillis(silences.getOrDefault(member.id(), 0L))
                    .setCommittedIndex(Math.max(0, commits.getOrDefault(member.id(), 0L))));
        }
        return status.build();
    }

    private Role role(DivisionInfo info) {
        if (!info.isAlive() || watched.failure() != null) {
            return Role.STOPPED;
        }
        return switch (info.getCurrentRole()) {
            case LEADER -> Role.LEADER;
            case CANDIDATE -> Role.CANDIDATE;
            case LISTENER -> Role.LEARNER;
            case FOLLOWER, UNRECOGNIZED -> Role.FOLLOWER;
        };
    }

    @Override
    public void close() {
        watched.closing();
        keeping.shutdownNow();
        proposing.close();
        voters.close();
    }
}
