package io.robustmq.journal.server.placed;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.robustmq.journal.api.v1.GroupStatus;
import io.robustmq.journal.api.v1.JournalGrpc;
import io.robustmq.journal.api.v1.ReplicaStatus;
import io.robustmq.journal.api.v1.Role;
import io.robustmq.journal.api.v1.ShardsResponse;
import io.robustmq.journal.api.v1.StatusRequest;
import io.robustmq.journal.server.raft.GroupConditions;
import io.robustmq.journal.server.raft.JournalNode;
import io.robustmq.journal.server.raft.Replica;
import io.robustmq.placement.api.Epoch;
import io.robustmq.placement.api.v1.CreateSetRequest;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.api.v1.Group;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.NodeRole;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.api.v1.ReportGroupRequest;
import io.robustmq.placement.client.PlacementClient;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.call.Rpc;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.image.WatchEvent;
import io.robustmq.placement.client.session.NodeIdentity;
import io.robustmq.placement.client.session.NodeSession;
import io.robustmq.placement.client.session.SessionListener;
import io.robustmq.placement.client.watch.WatchListener;
import io.robustmq.placement.raft.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This server as a journal node of a cluster: it registers with the placement centre, keeps its lease, and does for each group what {@link
 * Steps} says, one step a group at a time. What fails is tried again, and told once.
 *
 * <p>A lease that has run out ends no serving: a group is led by whom a majority of its voters elects, whatever the placement centre
 * knows of them. Nothing is reported then.
 */
public final class PlacedGroups implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("io.robustmq.journal");
    /** Beside what the centre tells and what has been done here: replicas that catch up and leaders that change are seen by looking. */
    private static final long LOOK_MILLIS = 500;

    private static final long SILENT_MILLIS = 2_000;
    private static final long HAND_OVER_APART_NANOS = Duration.ofSeconds(10).toNanos();
    private static final Duration HAND_OVER = Duration.ofSeconds(3);
    private static final long ASK_SECONDS = 3;
    private static final int REPLICAS = 3;

    private final Settings settings;
    private final NodeIdentity identity;
    private final JournalNode node;
    private final PlacementClient client;
    private final NodeSession session;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("journal-placed").daemon().factory());

    /** On the thread, like all that follows. */
    private final PlacedImage image = new PlacedImage();

    private final Set<Integer> busy = new HashSet<>();
    private final Map<Integer, Long> handedOverNanos = new HashMap<>();
    private final Map<Integer, String> said = new HashMap<>();
    private boolean makingSet;

    private volatile boolean joined;
    private volatile boolean complete;
    private volatile ShardsResponse shards = ShardsResponse.getDefaultInstance();

    /**
     * How a server is one of a cluster.
     *
     * @param placement {@code host:port} of members of the placement centre, at least one
     * @param shards of the set that is made when there is none
     * @param firstServers so many have to be there before it is made
     */
    public record Settings(List<String> placement, Duration lease, String version, int shards, int firstServers) {}

    /** Registers and begins. The node's member is this server under the id that {@code identity} has. */
    public PlacedGroups(Settings settings, NodeIdentity identity, JournalNode node) {
        this.settings = settings;
        this.identity = identity;
        this.node = node;
        this.client = PlacementClient.open(ClientSettings.of(settings.placement()));
        image.joined(identity.clusterId()); // nothing is told to the thread yet
        this.session = client.register(
                RegisterRequest.newBuilder()
                        .setNodeId(identity.nodeId())
                        .setClusterId(identity.clusterId())
                        .addRoles(NodeRole.JOURNAL)
                        .putAddresses(PlacedImage.GRPC, node.self().apiAddress())
                        .putAddresses(PlacedImage.RAFT, node.self().raftAddress())
                        .setSoftwareVersion(settings.version())
                        .setLeaseMillis(Math.toIntExact(settings.lease().toMillis()))
                        .build(),
                new Registered());
        var unused = client.watch(Set.of(Kind.NODE, Kind.GROUP, Kind.SHARD_SET, Kind.SHARD), "", new Watched());
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether the cluster knows of this server, and every replica that is to be here is. */
    public boolean isComplete() {
        return joined && complete;
    }

    /** Which group carries each shard; empty while that is not known. */
    public ShardsResponse shards() {
        return shards;
    }

    private void look() {
        try {
            if (!image.isKnown()) {
                return;
            }
            maybeMakeSet();
            boolean all = true;
            for (Group group : image.groups()) {
                Replica replica = node.replica(image.log(group.getGroupId()));
                boolean meant = group.getReplicasList().stream()
                        .anyMatch(one -> one.getNodeId().equals(identity.nodeId()));
                all &= !meant || replica != null;
                if (!busy.contains(group.getGroupId())) {
                    make(group, Steps.next(image, identity.nodeId(), group, replica == null ? null : local(replica)));
                }
            }
            complete = all;
        } catch (RuntimeException e) {
            LOG.error("groups cannot be looked at", e);
        }
    }

    private static Steps.Local local(Replica replica) {
        boolean leads = replica.isLeading();
        GroupStatus status = replica.status();
        Set<String> caughtUp = leads
                ? status.getReplicasList().stream()
                        .filter(one -> GroupConditions.isThere(status, one, SILENT_MILLIS))
                        .map(ReplicaStatus::getId)
                        .collect(Collectors.toSet())
                : Set.of();
        return new Steps.Local(leads, status.getTerm(), replica.members().all(), caughtUp);
    }

    private void make(Group group, Step step) {
        int id = group.getGroupId();
        UUID log = image.log(id);
        switch (step) {
            case Step.Nothing _ -> said.remove(id);
            case Step.Begin begin -> {
                LOG.info("group " + id + " (" + log + ") begins here");
                during(id, () -> node.join(log, begin.members()));
            }
            case Step.End _ -> end(group, log);
            case Step.Change change -> during(id, () -> change(id, log, change));
            case Step.HandOver over -> {
                long now = System.nanoTime();
                Long last = handedOverNanos.get(id);
                if (last == null || now - last > HAND_OVER_APART_NANOS) {
                    handedOverNanos.put(id, now);
                    busyWith(id, replica(log).members().transferLeadership(over.to(), HAND_OVER));
                }
            }
            case Step.Report report -> session.epoch().ifPresent(epoch -> busyWith(id, report(id, epoch, report)));
        }
    }

    /**
     * A learner is asked itself before it gets a vote: the log counts how long it has been silent anew when a connection to it comes
     * about, and knows of what it has only what it once acknowledged.
     */
    private void change(int id, UUID log, Step.Change change) {
        Replica replica = replica(log);
        Optional<Member> promoted = change.promoted();
        if (promoted.isPresent()) {
            GroupStatus there = status(promoted.get().apiAddress(), log)
                    .orElseThrow(() -> new IllegalStateException(
                            "the learner " + promoted.get().id() + " does not answer"));
            if (GroupConditions.isBehind(there.getAppliedIndex(), replica.status())) {
                throw new IllegalStateException("the learner " + promoted.get().id() + " is behind");
            }
        }
        LOG.info("members of group " + id + " become " + ids(change.after()));
        replica.members().change(change.before(), change.after()).join();
    }

    private static String ids(List<Member> members) {
        return members.stream()
                .map(member -> member.id() + (member.role() == Member.Role.LEARNER ? " (learner)" : ""))
                .collect(Collectors.joining(", "));
    }

    private Replica replica(UUID log) {
        Replica replica = node.replica(log);
        if (replica == null) {
            throw new IllegalStateException("there is no replica of " + log + " here");
        }
        return replica;
    }

    private CompletionStage<?> report(int group, Epoch epoch, Step.Report report) {
        return client.call(
                Rpc.REPORT_GROUP,
                ReportGroupRequest.newBuilder()
                        .setNodeId(identity.nodeId())
                        .setNodeEpoch(epoch.number())
                        .setGroupId(group)
                        .setTerm(report.term())
                        .addAllPromoted(report.promoted())
                        .addAllRemoved(report.removed())
                        .build());
    }

    /** Only what the leader itself no longer counts among the members goes: the placement centre may be of an older backup. */
    private void end(Group group, UUID log) {
        image.member(group.getLeader(), Member.Role.VOTER)
                .ifPresent(leader -> during(group.getGroupId(), () -> {
                    if (isRemoved(leader.apiAddress(), log)) {
                        LOG.info("group " + group.getGroupId() + " (" + log + ") ends here, with its data");
                        node.leave(log);
                    }
                }));
    }

    private boolean isRemoved(String leader, UUID log) {
        return status(leader, log)
                .filter(status -> status.getRole() == Role.LEADER
                        && status.getReplicasList().stream()
                                .noneMatch(one -> one.getId().equals(identity.nodeId())))
                .isPresent();
    }

    /** What a server says of a group; empty if it does not answer, or has none of it. Blocks. */
    private static Optional<GroupStatus> status(String server, UUID log) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(server).usePlaintext().build();
        try {
            return JournalGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ASK_SECONDS, TimeUnit.SECONDS)
                    .status(StatusRequest.getDefaultInstance())
                    .getGroupsList()
                    .stream()
                    .filter(status -> status.getGroup().equals(log.toString()))
                    .findFirst();
        } catch (StatusRuntimeException away) {
            return Optional.empty();
        } finally {
            channel.shutdownNow();
        }
    }

    /** What takes a while, on a thread of its own. */
    private void during(int group, Runnable work) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        busyWith(group, done);
        Thread.ofVirtual().name("journal-placing-" + group).start(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
    }

    private void busyWith(int group, CompletionStage<?> work) {
        busy.add(group);
        work.whenComplete((done, fault) -> onThread(() -> {
            busy.remove(group);
            String why = fault == null ? "" : String.valueOf(fault.getMessage());
            if (fault != null && !why.equals(said.put(group, why))) {
                LOG.info("group " + group + ": not yet: " + why);
            } else if (fault == null) {
                look();
            }
        }));
    }

    /** The first in the order of ids makes the shards, once there are enough servers to carry them. */
    private void maybeMakeSet() {
        shards = ShardsResponse.newBuilder().addAllShards(image.shards()).build();
        List<String> serving = image.serving();
        if (image.hasSet()
                || makingSet
                || serving.size() < settings.firstServers()
                || !serving.getFirst().equals(identity.nodeId())) {
            return;
        }
        makingSet = true;
        LOG.info("making " + settings.shards() + " shards on " + serving.size() + " servers");
        client.call(
                        Rpc.CREATE_SET,
                        CreateSetRequest.newBuilder()
                                .setName(PlacedImage.SET)
                                .setShards(settings.shards())
                                .setReplicationFactor(serving.size() < REPLICAS ? 1 : REPLICAS)
                                .build())
                .whenComplete((made, fault) -> onThread(() -> {
                    makingSet = false;
                    if (fault != null) {
                        LOG.info("shards are not made: " + fault.getMessage());
                    }
                }));
    }

    private void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException _) {
            // the server has stopped
        }
    }

    private final class Registered implements SessionListener {
        @Override
        public void onHeld(Epoch held, String clusterId, Duty duty) {
            try {
                identity.joined(clusterId);
            } catch (IOException e) {
                LOG.warn("the cluster's id cannot be kept: " + e);
            }
            onThread(() -> image.joined(clusterId));
            joined = true;
        }

        @Override
        public void onDuty(Duty duty) {}

        @Override
        public void onLost(Epoch lost) {
            LOG.warn("the placement centre has not been heard of for as long as the lease; groups go on without it");
            joined = false;
        }

        @Override
        public void onEnded(PlacementException why) {
            LOG.error("this server is out of the cluster for good: " + why.getMessage());
            joined = false;
        }
    }

    private final class Watched implements WatchListener {
        @Override
        public void on(WatchEvent event) {
            onThread(() -> {
                image.on(event);
                look();
            });
        }

        @Override
        public void onEnded(PlacementException why) {
            LOG.warn("groups are not watched any more: " + why.getMessage());
        }
    }

    /** Takes no further steps. The lease runs out unless the server comes back. */
    @Override
    public void close() {
        thread.shutdownNow();
        client.close();
    }
}
