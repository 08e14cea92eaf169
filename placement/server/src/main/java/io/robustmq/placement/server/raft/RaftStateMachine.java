package io.robustmq.placement.server.raft;

import io.robustmq.placement.raft.Elsewhere;
import io.robustmq.placement.raft.LogPosition;
import io.robustmq.placement.raft.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
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
 * What Ratis drives: it hands committed entries to the {@link ReplicatedState}, takes its checkpoints, and exchanges it for one
 * the leader sent.
 *
 * <p>The state may stand after the latest checkpoint when the process starts; Ratis replays from the checkpoint, and what the
 * state has already is passed over. The life cycle (paused before a checkpoint is installed, running after) is the state
 * machine's own to keep: without it a joining member stops without a word.
 */
final class RaftStateMachine extends BaseStateMachine {

    private static final long SNAPSHOT_MILLIS = 60_000; // after which it may be asked for again

    private final ReplicatedState state;
    private final RaftListener listener;
    private final LogBounds bounds;
    private final ClientId client = ClientId.randomId();
    private final Snapshots snapshots = new Snapshots();
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile long replayed = RaftLog.INVALID_LOG_INDEX;
    private long entries; // since the latest snapshot; of the thread that applies
    private long bytes; // of these

    RaftStateMachine(ReplicatedState state, RaftListener listener, LogBounds bounds) {
        this.state = state;
        this.listener = listener;
        this.bounds = bounds;
    }

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

    /** Takes the latest checkpoint unless the state is at it or beyond. */
    private void catchUpWithSnapshot() {
        entries = 0;
        bytes = 0;
        snapshots.latest().ifPresent(latest -> {
            if (state.applied().index() < latest.at().index()) {
                state.restore(latest.folder());
            }
            replayed = latest.at().index();
        });
        LogPosition at = state.applied();
        if (at.index() >= 0) {
            setLastAppliedTermIndex(TermIndex.valueOf(at.term(), at.index()));
        }
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

    /** By the thread that applies, once the checkpoint of the leader is in place. */
    @Override
    public void reinitialize() throws IOException {
        snapshots.rescan();
        getLifeCycle().startAndTransition(() -> orFail(this::catchUpWithSnapshot), IOException.class);
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        LogPosition at = new LogPosition(entry.getTerm(), entry.getIndex());
        Message[] reply = {Message.EMPTY};
        if (at.index() > state.applied().index()) {
            ByteString bytes = entry.getStateMachineLogEntry().getLogData();
            orFail(() -> {
                byte[] answer = state.apply(at, bytes.toByteArray());
                reply[0] = Message.valueOf(UnsafeByteOperations.unsafeWrap(answer));
            });
            updateLastAppliedTermIndex(at.term(), at.index());
        }
        replayed = at.index();
        entries++;
        bytes += entry.getSerializedSize();
        if (at.index() >= state.applied().index()) {
            maybeAskForSnapshot();
        }
        return CompletableFuture.completedFuture(reply[0]);
    }

    /** The log itself counts entries alone, however large they are; so it is asked, as an operator would ask it. */
    private void maybeAskForSnapshot() {
        if ((entries >= bounds.snapshotEntries() || bytes >= bounds.snapshotBytes())
                && asked.compareAndSet(false, true)) {
            SnapshotManagementRequest request =
                    SnapshotManagementRequest.newCreate(client, getId(), getGroupId(), replayed, SNAPSHOT_MILLIS, 1);
            Elsewhere.completed(getServer().join().snapshotManagementAsync(request))
                    .whenComplete((done, fault) -> asked.set(false));
        }
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        if (index > state.applied().index()) {
            orFail(() -> state.pass(new LogPosition(term, index)));
            updateLastAppliedTermIndex(term, index);
        }
        replayed = index;
    }

    /**
     * Takes a checkpoint, and lets go of the log before it what need not be kept. The log would keep as many entries as it is told, however large.
     *
     * @return nothing for the log to do
     */
    @Override
    public long takeSnapshot() throws IOException {
        LogPosition at = state.applied();
        if (at.index() < 0 || replayed < at.index()) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        long latest = snapshots.latest().map(taken -> taken.at().index()).orElse(RaftLog.INVALID_LOG_INDEX);
        if (at.index() > latest) {
            orFail(() -> take(at));
        }
        entries = 0;
        bytes = 0;
        purge(at.index());
        return RaftLog.INVALID_LOG_INDEX;
    }

    private void purge(long snapshot) throws IOException {
        long lastToGo = LogFiles.in(snapshots.logFolder()).lastToGo(snapshot, bounds);
        if (lastToGo != LogFiles.NONE) {
            division().getRaftLog().purge(lastToGo);
        }
    }

    private RaftServer.Division division() throws IOException {
        return getServer().join().getDivision(getGroupId());
    }

    private void take(LogPosition at) {
        try {
            snapshots.take(at, state::checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException("no snapshot can be written", e);
        }
    }

    /** A state that threw is not to be used again, and the listener must know why. */
    private void orFail(Runnable step) {
        try {
            step.run();
        } catch (Throwable fault) {
            listener.onFailure(fault);
            throw fault;
        }
    }

    @Override
    public void notifyLeaderReady() {
        try {
            listener.onLeading(division().getInfo().getCurrentTerm());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pendingEntries) {
        listener.onFollowing();
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
        if (!self.getPeerId().equals(leader)) {
            listener.onFollowing();
        }
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failedEntry) {
        listener.onFailure(cause);
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean all) {
        listener.onFollowing();
    }

    @Override
    public void close() {
        getLifeCycle().checkStateAndClose(state::close);
    }
}
