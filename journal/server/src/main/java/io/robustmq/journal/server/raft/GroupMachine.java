package io.robustmq.journal.server.raft;

import io.robustmq.journal.server.disk.Applied;
import io.robustmq.journal.server.disk.GroupLog;
import io.robustmq.journal.server.disk.Room;
import io.robustmq.journal.server.disk.StateStore;
import io.robustmq.journal.server.entry.EntryHeader;
import io.robustmq.journal.server.entry.Kinds;
import io.robustmq.journal.server.entry.RecordBytes;
import io.robustmq.journal.server.lead.Decision;
import io.robustmq.journal.server.lead.Proposing.NotAppendedException;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.placement.raft.LogPosition;
import io.robustmq.placement.raft.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * What Ratis drives for one group. An entry of its log is a header; the records are written to the segments when the entry is appended,
 * here or by the leader, and read from there for who is behind. The life cycle (paused before a checkpoint is installed, running after) is the
 * state machine's own to keep.
 */
final class GroupMachine extends BaseStateMachine {
    /** No term: this member does not lead, or not yet. */
    static final long NONE = -1;

    private final GroupLog log;
    private final StateStore state;
    private final AppliedEnd appliedEnd;
    private final GroupListener listener;
    private final Room room;
    private final Snapshots snapshots = new Snapshots();

    /** What the leader has decided, by the number of the call by which it is handed to Ratis. */
    private final Map<Long, Decision> decisions = new ConcurrentHashMap<>();

    /** Records of entries that cannot be read from the segments yet. */
    private final Map<TermIndex, List<LogRecord>> unwritten = new ConcurrentHashMap<>();

    private volatile long replayed = RaftLog.INVALID_LOG_INDEX;
    private volatile long leadingTerm = NONE;

    /** Behind the records of the last entry that was appended in this term, or were there when it began. Under the log's lock. */
    private volatile long appendedEnd;

    GroupMachine(GroupLog log, StateStore state, AppliedEnd appliedEnd, GroupListener listener, Room room) {
        this.log = log;
        this.state = state;
        this.appliedEnd = appliedEnd;
        this.listener = listener;
        this.room = room;
    }

    // ---- beginning, and beginning again

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage) throws IOException {
        super.initialize(server, groupId, storage);
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            snapshots.init(storage);
                            catchUpWithSnapshot();
                        },
                        IOException.class);
    }

    /**
     * Takes the latest checkpoint unless the state is at it or beyond. On the thread that applies, which Ratis has do it some time after the
     * checkpoint of the leader is in place, or on the one that appends, if the next entry comes before that.
     */
    private synchronized void catchUpWithSnapshot() {
        snapshots.latest().ifPresent(latest -> {
            if (state.applied().at().index() < latest.at().index()) {
                log.restore(latest.folder());
                state.restore(latest.folder());
            }
            replayed = latest.at().index();
        });
        Applied applied = state.applied();
        if (applied.at().index() >= 0) {
            setLastAppliedTermIndex(
                    TermIndex.valueOf(applied.at().term(), applied.at().index()));
        }
        appliedEnd.set(applied.endOffset());
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return snapshots;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        snapshots.rescan();
        getLifeCycle().startAndTransition(() -> orFail(this::catchUpWithSnapshot), IOException.class);
    }

    // ---- leading

    /** The term this member leads in, having applied all of earlier ones; {@link #NONE} if it does not. */
    long leadingTerm() {
        return leadingTerm;
    }

    /** The leader's next entry will be this one, if it is handed to Ratis with this call. */
    void decided(long call, Decision decision) {
        decisions.put(call, decision);
    }

    void handedOver(long call) {
        decisions.remove(call);
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        Decision decision = Objects.requireNonNull(decisions.get(request.getCallId()), "a request of nobody");
        return TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .setServerRole(RaftPeerRole.LEADER)
                .setLogData(UnsafeByteOperations.unsafeWrap(decision.header().encode()))
                .setStateMachineData(UnsafeByteOperations.unsafeWrap(RecordBytes.encode(decision.records())))
                .setStateMachineContext(decision)
                .build();
    }

    /** Under the locks of the member and of its log: neither the term nor the log's end changes until it is appended. */
    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) throws IOException {
        if (!(transaction.getStateMachineContext() instanceof Decision decision)) {
            throw new IOException("an entry that nobody decided");
        }
        long term = division().getInfo().getCurrentTerm();
        if (decision.term() != term || leadingTerm != term || decision.header().baseOffset() != appendedEnd) {
            org.apache.ratis.protocol.exceptions.StateMachineException refused =
                    new org.apache.ratis.protocol.exceptions.StateMachineException(
                            "decided in term " + decision.term() + " for offset "
                                    + decision.header().baseOffset() + "; it is term " + term + ", and the log ends at "
                                    + appendedEnd,
                            new NotAppendedException("decided for another log"),
                            false);
            throw refused;
        }
        return transaction;
    }

    private RaftServer.Division division() throws IOException {
        return getServer().join().getDivision(getGroupId());
    }

    @Override
    public void notifyLeaderReady() {
        try {
            appendedEnd = state.applied().endOffset();
            leadingTerm = division().getInfo().getCurrentTerm();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener.onLeading(leadingTerm);
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pendingEntries) {
        notLeading();
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
        if (!self.getPeerId().equals(leader)) {
            notLeading();
        }
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean all) {
        notLeading();
    }

    private void notLeading() {
        leadingTerm = NONE;
        listener.onFollowing();
    }

    // ---- records

    /** In the order of the log, under its lock. Done when the records are as safe as the settings want. */
    @Override
    public CompletableFuture<?> write(LogEntryProto entry, @Nullable TransactionContext transaction) {
        try {
            EntryHeader header = Entries.header(entry);
            List<LogRecord> records = recordsOf(entry, transaction);
            List<LogRecord> marked = new ArrayList<>(records.size() + 1);
            marked.add(Kinds.mark(
                    entry.getTerm(), entry.getIndex(), records.getLast().timestampMillis()));
            marked.addAll(records);
            appendedEnd = header.endOffset();
            if (getLifeCycleState() != LifeCycle.State.RUNNING) {
                snapshots.rescan(); // the leader's checkpoint has come, and is to be taken: the entry is the one behind
                // it
                catchUpWithSnapshot();
            }
            TermIndex at = TermIndex.valueOf(entry);
            unwritten.put(at, records);
            return log.append(header.baseOffset(), marked).toCompletableFuture().whenComplete((done, fault) -> {
                unwritten.remove(at);
                if (fault != null) {
                    listener.onFailure(fault);
                }
            });
        } catch (RuntimeException | IOException fault) {
            listener.onFailure(fault);
            return CompletableFuture.failedFuture(fault);
        }
    }

    private List<LogRecord> recordsOf(LogEntryProto entry, @Nullable TransactionContext transaction) {
        if (transaction != null && transaction.getStateMachineContext() instanceof Decision decision) {
            return decision.records();
        }
        room.requireHalf();
        List<LogRecord> records = RecordBytes.decode(entry.getStateMachineLogEntry()
                .getStateMachineEntry()
                .getStateMachineData()
                .asReadOnlyByteBuffer());
        if (transaction != null) {
            transaction.setStateMachineContext(new Received(records));
        }
        return records;
    }

    /** Records of an entry that came from the leader; kept until it is applied. */
    private record Received(List<LogRecord> records) {}

    /** The records of an entry, for a follower that has not got them. They may not be on disk yet. */
    @Override
    public CompletableFuture<ByteString> read(LogEntryProto entry, @Nullable TransactionContext transaction) {
        // The leader's own is not always to be had from the transaction: it is sent while it is still being handed
        // over.
        List<LogRecord> known = transaction == null ? null : known(transaction);
        List<LogRecord> waiting = known == null ? unwritten.get(TermIndex.valueOf(entry)) : known;
        if (waiting != null) {
            return CompletableFuture.completedFuture(bytes(waiting));
        }
        CompletableFuture<ByteString> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(bytes(stored(entry)));
            } catch (RuntimeException fault) {
                answer.completeExceptionally(fault);
            }
        });
        return answer;
    }

    private static @Nullable List<LogRecord> known(TransactionContext transaction) {
        return switch (transaction.getStateMachineContext()) {
            case Decision decision -> decision.records();
            case Received received -> received.records();
            case null, default -> null;
        };
    }

    private static ByteString bytes(List<LogRecord> records) {
        return UnsafeByteOperations.unsafeWrap(RecordBytes.encode(records));
    }

    /** From the segments, all but the mark, which must be the entry's. */
    private List<LogRecord> stored(LogEntryProto entry) {
        EntryHeader header = Entries.header(entry);
        List<LogRecord> records = log.stretch(header.baseOffset(), header.records());
        if (!Kinds.isMark(records.getFirst(), entry.getTerm(), entry.getIndex())) {
            throw new IllegalStateException("offset " + header.baseOffset() + " is not where entry " + entry.getIndex()
                    + " of term " + entry.getTerm() + " begins");
        }
        return records.subList(1, records.size());
    }

    // ---- applying

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = Objects.requireNonNull(transaction.getLogEntry());
        LogPosition at = new LogPosition(entry.getTerm(), entry.getIndex());
        if (at.index() > state.applied().at().index()) {
            orFail(() -> {
                EntryHeader header = Entries.header(entry);
                List<LogRecord> known = known(transaction);
                List<LogRecord> records = known == null ? stored(entry) : known;
                state.apply(new Applied(at, header.endOffset()), Entries.receipts(header, records));
            });
            updateLastAppliedTermIndex(at.term(), at.index());
            appliedEnd.set(state.applied().endOffset());
        }
        replayed = at.index();
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        if (index > state.applied().at().index()) {
            orFail(() -> state.apply(
                    new Applied(new LogPosition(term, index), state.applied().endOffset()), List.of()));
            updateLastAppliedTermIndex(term, index);
        }
        replayed = index;
    }

    /** @return the index the checkpoint is at, or -1 if there is nothing to be had yet */
    @Override
    public long takeSnapshot() throws IOException {
        Applied applied = state.applied();
        LogPosition at = applied.at();
        if (at.index() < 0 || replayed < at.index()) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        long latest = snapshots.latest().map(taken -> taken.at().index()).orElse(RaftLog.INVALID_LOG_INDEX);
        if (at.index() > latest) {
            orFail(() -> take(applied));
        }
        return at.index();
    }

    private void take(Applied applied) {
        log.roll();
        try {
            snapshots.take(applied.at(), (Path folder) -> {
                state.checkpoint(folder);
                log.linkInto(folder, applied.endOffset());
            });
        } catch (IOException e) {
            throw new UncheckedIOException("no checkpoint can be written", e);
        }
    }

    /** What threw is not to be used again, and the listener must know why. */
    private void orFail(Runnable step) {
        try {
            step.run();
        } catch (Throwable fault) {
            listener.onFailure(fault);
            throw fault;
        }
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failedEntry) {
        listener.onFailure(cause);
    }

    @Override
    public void close() {
        getLifeCycle().checkStateAndClose(() -> {
            appliedEnd.close();
            state.close();
            log.close();
        });
    }
}
