package io.robustmq.placement.server.raft;

import io.robustmq.placement.raft.Elsewhere;
import io.robustmq.placement.raft.GroupMembers;
import io.robustmq.placement.raft.LinearizableReads;
import io.robustmq.placement.raft.LogPosition;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.NotLeadingException;
import io.robustmq.placement.raft.OutcomeUnknownException;
import io.robustmq.placement.raft.RaftSettings;
import io.robustmq.placement.raft.RatisSettings;
import io.robustmq.placement.raft.Replies;
import io.robustmq.placement.raft.Snapshots;
import io.robustmq.placement.raft.Voters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * One member of a replicated group. Entries are submitted in-process, at the member that leads; the future tells when the entry
 * is on the disks of a majority and applied here.
 *
 * <p>Thread-safe. Futures complete on threads of their own, never on one of the log ({@link Elsewhere}).
 */
public final class RaftNode implements AutoCloseable {

    private final RaftServer server;
    private final RaftServer.Division division;
    private final RaftStateMachine machine;
    private final RaftGroupId group;
    private final RaftPeerId self;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final RaftSettings settings;
    private final Voters voters;
    private final GroupMembers members;
    private final LinearizableReads reads;

    private RaftNode(RaftServer server, RaftStateMachine machine, RaftGroupId group, RaftSettings settings)
            throws IOException {
        this.server = server;
        this.machine = machine;
        this.group = group;
        this.settings = settings;
        this.self = server.getId();
        this.division = server.getDivision(group);
        this.voters = new Voters(server, division, group, settings.electionTimeout());
        this.members = new GroupMembers(server, division, group, settings.requestTimeout());
        this.reads = new LinearizableReads(
                division,
                voters,
                () -> send(request(RaftClientRequest.readRequestType(false, false, true))
                                .build())
                        .thenAccept(reply -> Replies.requireRead(reply, this::leader)),
                this::leader,
                settings.requestTimeout());
    }

    /**
     * Opens the log and takes part.
     *
     * @param cluster the group's id; a member of another group is not listened to
     * @param member this member
     * @param founders the members of a group that begins now, this one included; where it joins a group that is there, itself
     *     alone as a learner, who waits for the leader. Of no effect where the folder says who the members are
     * @throws UncheckedIOException if the folder or the port cannot be used
     */
    public static RaftNode start(
            RaftSettings settings,
            UUID cluster,
            Member member,
            List<Member> founders,
            ReplicatedState state,
            RaftListener listener) {
        RaftGroupId group = RaftGroupId.valueOf(cluster);
        RaftStateMachine machine = new RaftStateMachine(state, listener);
        try {
            RaftServer server = RaftServer.newBuilder()
                    .setServerId(RaftPeerId.valueOf(member.id()))
                    .setGroup(RaftGroup.valueOf(
                            group, founders.stream().map(Member::toPeer).toList()))
                    .setStateMachine(machine)
                    .setOption(RaftStorage.StartupOption.RECOVER)
                    .setProperties(RatisSettings.of(settings))
                    .build();
            server.start();
            requireNoGap(server.getDivision(group), state.applied().index());
            return new RaftNode(server, machine, group, settings);
        } catch (IOException | IllegalStateException | CompletionException e) {
            // the latter are what the log throws when its files do not fit each other
            throw new UncheckedIOException(
                    "the replicated log in " + settings.folder() + " cannot be opened: " + reason(e),
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    private static String reason(Throwable fault) {
        Throwable cause = fault;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Without the entries between state and log nothing would ever be applied; it would wait for them without a word. */
    private static void requireNoGap(RaftServer.Division opened, long applied) throws IOException {
        long first = opened.getRaftLog().getStartIndex();
        if (first > applied + 1) {
            throw new IOException("it begins with entry " + first + ", and the state ends with " + applied);
        }
    }

    /** Whether a folder has a log, or had one. */
    public static boolean hasLog(RaftSettings settings, UUID cluster) {
        return Files.isDirectory(settings.folder().resolve(cluster.toString()).resolve("current"));
    }

    /**
     * Has an entry replicated.
     *
     * @return what the state answered; fails with {@link NotLeadingException} if nothing was done, with {@link
     *     OutcomeUnknownException} if that cannot be told, as when the time for a request is over
     */
    public CompletableFuture<byte[]> submit(byte[] entry) {
        if (!division.getInfo().isLeaderReady()) {
            return CompletableFuture.failedFuture(new NotLeadingException(leader()));
        }
        RaftClientRequest request = request(RaftClientRequest.writeRequestType())
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
                .build();
        return send(request)
                .thenApply(reply -> {
                    Replies.requireWritten(reply);
                    return reply.getMessage().getContent().toByteArray();
                })
                .orTimeout(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(fault -> CompletableFuture.failedFuture(
                        fault instanceof TimeoutException
                                ? new OutcomeUnknownException(
                                        "no majority has the entry after " + settings.requestTimeout())
                                : fault));
    }

    /**
     * Waits until this member has applied everything that had been acknowledged, anywhere, when this was called: what is read
     * here then is linearizable. Works at any member that reaches the leader and a majority.
     *
     * @return fails with {@link NotLeadingException}, when the time for a request is over at the latest
     */
    public CompletableFuture<Void> readBarrier() {
        return reads.barrier();
    }

    /** Has a checkpoint taken now, unless there is one at this position. */
    public CompletableFuture<Void> takeSnapshot() {
        return Elsewhere.completed(server.snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                        client,
                        self,
                        group,
                        calls.incrementAndGet(),
                        settings.requestTimeout().toMillis(),
                        1)))
                .thenAccept(Replies::requireDone);
    }

    /** As {@link GroupMembers#change(List, List)}. */
    public CompletableFuture<Void> changeMembers(List<Member> before, List<Member> after) {
        return members.change(before, after);
    }

    /** As {@link GroupMembers#moveAlone}. */
    public CompletableFuture<Void> moveAlone(Member to) {
        return members.moveAlone(to);
    }

    /** As {@link GroupMembers#transferLeadership}. */
    public CompletableFuture<Void> transferLeadership(String member, Duration patience) {
        return members.transferLeadership(member, patience);
    }

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
            return CompletableFuture.failedFuture(new CompletionException(e));
        }
    }

    /** Whether this member leads and has applied all that earlier leaders committed. */
    public boolean isLeading() {
        return division.getInfo().isLeaderReady();
    }

    /** Who leads, as far as this member knows. */
    public @Nullable Member leader() {
        return members.leader();
    }

    /** The members, in the order of their ids. */
    public List<Member> members() {
        return members.all();
    }

    /**
     * The ids of the members that answer when they are asked now, this one among them. What is known of them without asking may be old: a
     * leader that tries again to reach a follower begins to count its silence anew.
     *
     * @param patience for those that do not answer
     */
    public CompletableFuture<Set<String>> answering(Duration patience) {
        List<RaftPeerId> others = members().stream()
                .map(member -> RaftPeerId.valueOf(member.id()))
                .filter(id -> !id.equals(self))
                .toList();
        return voters.answering(others, patience).thenApply(heard -> {
            Set<String> ids = new HashSet<>();
            ids.add(self.toString());
            heard.forEach(id -> ids.add(id.toString()));
            return ids;
        });
    }

    /** What this member knows now. */
    public RaftStatus status() {
        DivisionInfo info = division.getInfo();
        List<Member> known = members.all();
        RaftPeerId leader = info.getLeaderId();
        return new RaftStatus(
                self.toString(),
                role(info, known),
                info.getCurrentTerm(),
                leader == null ? null : leader.toString(),
                unlessClosed(() -> division.getRaftLog().getNextIndex() - 1),
                unlessClosed(() -> division.getRaftLog().getLastCommittedIndex()),
                info.getLastAppliedIndex(),
                known,
                division.getRaftConf().getLogEntryIndex(),
                members.commits(),
                members.silences());
    }

    /** A log that has ended, as that of a leader that was removed, throws when it is asked how long it is. */
    private static long unlessClosed(LongSupplier index) {
        try {
            return Math.max(0, index.getAsLong());
        } catch (IllegalStateException _) {
            return 0;
        }
    }

    private RaftStatus.Role role(DivisionInfo info, List<Member> known) {
        if (!info.isAlive() || info.getLifeCycleState() == LifeCycle.State.EXCEPTION) {
            return RaftStatus.Role.STOPPED;
        }
        Optional<Member> own = known.stream()
                .filter(member -> member.id().equals(self.toString()))
                .findFirst();
        if (own.isEmpty() || (known.size() == 1 && own.get().role() == Member.Role.LEARNER)) {
            return RaftStatus.Role.OUTSIDER;
        }
        if (own.get().role() == Member.Role.LEARNER) {
            return RaftStatus.Role.LEARNER;
        }
        return switch (info.getCurrentRole()) {
            case LEADER -> RaftStatus.Role.LEADER;
            case CANDIDATE -> RaftStatus.Role.CANDIDATE;
            case LISTENER -> RaftStatus.Role.LEARNER;
            case FOLLOWER, UNRECOGNIZED -> RaftStatus.Role.FOLLOWER;
        };
    }

    /** Where the latest checkpoint stands. */
    public Optional<LogPosition> snapshot() {
        return machine.snapshots().latest().map(Snapshots.Taken::at);
    }

    /** When the latest checkpoint was taken, in milliseconds since the epoch. */
    public OptionalLong snapshotMillis() {
        return machine.snapshots().latest().stream()
                .mapToLong(Snapshots.Taken::takenMillis)
                .findFirst();
    }

    /** Takes no further part, and closes the state. */
    @Override
    public void close() {
        voters.close();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
