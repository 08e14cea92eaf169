package io.robustmq.placement.server.centre;

import io.robustmq.placement.api.v1.ReadOptions;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.NotLeadingException;
import io.robustmq.placement.raft.RaftSettings;
import io.robustmq.placement.raft.Replies;
import io.robustmq.placement.raft.SharedCall;
import io.robustmq.placement.server.member.Identity;
import io.robustmq.placement.server.member.LogFaults;
import io.robustmq.placement.server.member.Membership;
import io.robustmq.placement.server.propose.Proposer;
import io.robustmq.placement.server.raft.LogBounds;
import io.robustmq.placement.server.raft.RaftListener;
import io.robustmq.placement.server.raft.RaftNode;
import io.robustmq.placement.server.raft.RaftStatus;
import io.robustmq.placement.server.state.Decided;
import io.robustmq.placement.server.state.LogEntry;
import io.robustmq.placement.server.state.LogEntryCodec;
import io.robustmq.placement.server.state.PlacementState;
import io.robustmq.placement.service.centre.ImageReads;
import io.robustmq.placement.service.centre.Patience;
import io.robustmq.placement.service.centre.PlacementCentre;
import io.robustmq.placement.service.centre.SteadyClock;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.service.watch.StateListener;
import io.robustmq.placement.service.watch.WatchHub;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One member that takes part. From a command to its answer:
 *
 * <pre>
 *   submit ──► Proposer: decide on the image ──► LogEntry ──► RaftNode: on the disks of a majority
 *                                                                 │ at every member, in the same order
 *                                                                 ▼
 *   answer ◄── Proposer ◄─────────────── PlacementState: replay, write to RocksDB ──► WatchHub
 * </pre>
 */
public final class Centre implements PlacementCentre, AutoCloseable {

    private static final Logger LOG = Logger.getLogger("io.robustmq.placement");

    private final Identity identity;
    private final Member self;
    private final PlacementState state;
    private final RaftNode node;
    private final LogFaults faults;
    private final Proposer proposer;
    private final SharedCall<Void> barriers;
    private final Leadership leadership;
    private final Membership membership;
    private final Duration requestTimeout;
    private final ImageReads reads;
    private volatile boolean ready;

    /**
     * @param folder of this member's data
     * @param waitingBytes how many bytes the commands that wait to be decided may have
     * @param hub is told of what changes
     * @param onFailure called when this member can go on no longer
     */
    public Centre(
            Identity identity,
            Member self,
            RaftSettings settings,
            LogBounds bounds,
            Path folder,
            long waitingBytes,
            WatchHub hub,
            Consumer<Throwable> onFailure) {
        this.identity = identity;
        this.self = self;
        this.requestTimeout = settings.requestTimeout();
        this.reads = new ImageReads(this::barrier, this::image, requestTimeout);
        this.state = new PlacementState(folder.resolve("state"), new Applied(hub));
        SteadyClock clock = SteadyClock.ofMachine();
        this.proposer =
                new Proposer(new LeadersLog(), state::image, Placement::decide, clock::millis, waitingBytes, onFailure);
        this.leadership = new Leadership(
                identity.logId().toString(),
                state::image,
                this::submit,
                this::settle,
                clock::millis,
                proposer::beginAnew);
        this.node = RaftNode.start(
                settings,
                bounds,
                identity.logId(),
                self,
                List.of(identity.isFounder() ? self : self.as(Member.Role.LEARNER)),
                state,
                new Roles(onFailure));
        this.faults = new LogFaults(node);
        this.barriers = new SharedCall<>(node::readBarrier);
        this.membership = new Membership(node);
        this.ready = true;
        RaftStatus status = node.status();
        if (status.role() == RaftStatus.Role.LEADER && node.isLeading()) {
            leadership.onLeading(status.term()); // told of before this object was ready
        }
    }

    private void settle() {
        membership.settleAlone(self).whenComplete((moved, fault) -> {
            if (fault != null) {
                LOG.debug("not settled yet", fault); // and looked at again
            } else if (moved) {
                LOG.info("this member, which is alone, is known at " + self.apiAddress() + " and " + self.raftAddress()
                        + " from now on");
            }
        });
    }

    @Override
    public CompletableFuture<Reply> submit(Command command) {
        return proposer.submit(command);
    }

    @Override
    public CompletableFuture<ClusterImage> read(ReadOptions options) {
        return reads.read(options);
    }

    /**
     * Completes when this member has applied all that was acknowledged before. Fails with a {@link Fault} that names the leader, well
     * before the deadline of the call that is being served.
     */
    public CompletableFuture<Void> barrier() {
        Duration patience = Patience.of(requestTimeout);
        return barriers.ask()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(fault -> CompletableFuture.failedFuture(
                        fault instanceof TimeoutException || Replies.cause(fault) instanceof NotLeadingException
                                ? faults.unconfirmed(patience)
                                : fault));
    }

    /** Renews the lease of a node. Fails with a {@link Fault}. */
    public CompletableFuture<ClusterImage> heartbeat(String nodeId, long epoch) {
        if (!leads()) {
            return CompletableFuture.failedFuture(notLeader());
        }
        return barrier().thenApply(sure -> {
            if (!leads() || !leadership.heartbeat(nodeId, epoch)) {
                throw notLeader();
            }
            return state.image();
        });
    }

    /** How long the lease of a node runs still; 0 if this member does not lead. */
    public int leaseLeftMillis(String nodeId) {
        return leadership.leftMillis(nodeId);
    }

    /** Has one entry replicated, past the rules: for restoring a backup. */
    public CompletableFuture<LogEntry.Answer> append(LogEntry entry) {
        return append(LogEntryCodec.encode(entry));
    }

    private CompletableFuture<LogEntry.Answer> append(byte[] entry) {
        return node.submit(entry)
                .thenApply(LogEntry.Answer::of)
                .exceptionallyCompose(fault -> CompletableFuture.failedFuture(faults.ofEntry(fault)));
    }

    /** What callers are told who want the leader. */
    public Fault notLeader() {
        return faults.notLeader();
    }

    /** Whether this member leads, and has applied all that went before. */
    public boolean leads() {
        return leadership.leads() && node.isLeading();
    }

    public ClusterImage image() {
        return state.image();
    }

    public Identity identity() {
        return identity;
    }

    public RaftNode node() {
        return node;
    }

    public Membership membership() {
        return membership;
    }

    /** How many commands wait to be decided. */
    public int waiting() {
        return proposer.waiting();
    }

    @Override
    public void close() {
        leadership.close();
        proposer.close();
        node.close();
    }

    private final class LeadersLog implements Proposer.Log {
        @Override
        public boolean leads() {
            return Centre.this.leads();
        }

        @Override
        public Fault notLeader() {
            return Centre.this.notLeader();
        }

        @Override
        public CompletableFuture<Boolean> append(Decided decided) {
            return Centre.this.append(state.foresee(decided)).thenApply(LogEntry.Answer.APPLIED::equals);
        }

        @Override
        public CompletableFuture<Void> confirm() {
            return barrier();
        }
    }

    private final class Applied implements StateListener {
        private final WatchHub hub;

        Applied(WatchHub hub) {
            this.hub = hub;
        }

        @Override
        public void onApplied(List<RecordBatch> batches, ClusterImage image) {
            hub.log().onApplied(batches, image);
            reads.onRevision(image.revision());
        }

        @Override
        public void onReplaced(ClusterImage image) {
            hub.log().onReplaced(image);
            reads.onRevision(image.revision());
            if (ready) {
                proposer.beginAnew();
            }
        }
    }

    private final class Roles implements RaftListener {
        private final Consumer<Throwable> onFailure;

        Roles(Consumer<Throwable> onFailure) {
            this.onFailure = onFailure;
        }

        @Override
        public void onLeading(long term) {
            if (ready) {
                leadership.onLeading(term);
            }
        }

        @Override
        public void onFollowing() {
            if (ready) {
                leadership.onFollowing();
            }
        }

        @Override
        public void onFailure(Throwable cause) {
            onFailure.accept(cause);
        }
    }
}
