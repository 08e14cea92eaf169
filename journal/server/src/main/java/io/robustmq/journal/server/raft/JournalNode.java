package io.robustmq.journal.server.raft;

import io.robustmq.journal.server.disk.GroupLog;
import io.robustmq.journal.server.disk.Room;
import io.robustmq.journal.server.disk.StateStore;
import io.robustmq.journal.storage.thread.CommitterThread;
import io.robustmq.placement.raft.Elsewhere;
import io.robustmq.placement.raft.Folders;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.Replies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of one node: one port, one fsync thread, any number of groups.
 *
 * <p>Thread-safe.
 */
public final class JournalNode implements AutoCloseable {
    private final NodeSettings settings;
    private final Member self;
    private final RaftProperties properties;
    private final Room room;
    private final RaftServer server;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final CommitterThread committer = CommitterThread.start("journal-committer");
    private final ExecutorService background = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("journal-keeping-", 0).factory());
    private final Map<RaftGroupId, Opened> opened = new ConcurrentHashMap<>();
    private final Map<UUID, Replica> replicas = new ConcurrentHashMap<>();

    /** Held to join or leave a group: leaving takes seconds, and other groups do not wait for it. */
    private final Map<UUID, ReentrantLock> changing = new ConcurrentHashMap<>();

    /** What was opened for a group before Ratis took it up. */
    private record Opened(GroupLog log, StateStore state, AppliedEnd end, Watched listener, GroupMachine machine) {}

    private JournalNode(NodeSettings settings, Member self) throws IOException {
        this.settings = settings;
        this.self = self;
        this.properties = GroupProperties.of(settings);
        this.room = new Room(settings.folder(), settings.leastFreeBytes());
        this.server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(self.id()))
                .setStateMachineRegistry(this::machine)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setProperties(properties)
                .build();
    }

    /**
     * Opens the groups that are in the folder, and takes part in them.
     *
     * @throws UncheckedIOException if the folder or the port cannot be used
     */
    public static JournalNode start(NodeSettings settings, Member self) {
        try {
            JournalNode node = new JournalNode(settings, self);
            node.server.start();
            for (RaftGroupId group : node.server.getGroupIds()) {
                node.replicas.put(group.getUuid(), node.replica(group));
            }
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException("the groups in " + settings.folder() + " cannot be opened", e);
        }
    }

    /** Called before Ratis opens its own log of the group. */
    private StateMachine machine(RaftGroupId group) {
        Path folder = settings.folder().resolve(group.getUuid().toString());
        GroupLog log = new GroupLog(folder.resolve("log"), settings.log(), committer.committer(), background);
        StateStore state = new StateStore(folder.resolve("state"));
        try {
            new HeaderRepair(RaftPeerId.valueOf(self.id()), group, properties, log)
                    .run(settings.raft().folder());
        } catch (IOException e) {
            throw new UncheckedIOException("the headers of group " + group.getUuid() + " cannot be looked at", e);
        }
        AppliedEnd end = new AppliedEnd();
        Watched listener = new Watched(end);
        GroupMachine machine = new GroupMachine(log, state, end, listener, room);
        opened.put(group, new Opened(log, state, end, listener, machine));
        return machine;
    }

    private Replica replica(RaftGroupId group) throws IOException {
        Opened of = opened.get(group);
        if (of == null) {
            throw new IOException("group " + group.getUuid() + " was not opened");
        }
        return new Replica(
                server, group, self, settings, of.log(), of.state(), of.end(), of.listener(), of.machine(), room);
    }

    /**
     * Takes part in a group from now on; nothing if it does already.
     *
     * @param members who founds it, this node included; or this node alone as a learner, who waits for the leader of a group that is
     *     there
     */
    public Replica join(UUID group, List<Member> members) {
        return alone(group, () -> begin(group, members));
    }

    private <T extends @Nullable Object> T alone(UUID group, Supplier<T> change) {
        ReentrantLock lock = changing.computeIfAbsent(group, one -> new ReentrantLock());
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }

    private Replica begin(UUID group, List<Member> members) {
        Replica there = replicas.get(group);
        if (there != null) {
            return there;
        }
        RaftGroupId id = RaftGroupId.valueOf(group);
        try {
            RaftGroup founded =
                    RaftGroup.valueOf(id, members.stream().map(Member::toPeer).toList());
            Elsewhere.completed(server.groupManagementAsync(GroupManagementRequest.newAdd(
                            client, RaftPeerId.valueOf(self.id()), calls.incrementAndGet(), founded, false)))
                    .thenAccept(Replies::requireDone)
                    .join();
            Replica replica = replica(id);
            replicas.put(group, replica);
            return replica;
        } catch (IOException e) {
            throw new UncheckedIOException("group " + group + " cannot be joined", e);
        }
    }

    /** Takes no more part in a group, and deletes what there is of it here. Whoever calls has seen to it that the group does without. */
    public void leave(UUID group) {
        alone(group, () -> {
            end(group);
            return true;
        });
    }

    private void end(UUID group) {
        Replica replica = replicas.remove(group);
        if (replica == null) {
            return;
        }
        RaftGroupId id = RaftGroupId.valueOf(group);
        replica.close();
        try {
            Elsewhere.completed(server.groupManagementAsync(GroupManagementRequest.newRemove(
                            client, RaftPeerId.valueOf(self.id()), calls.incrementAndGet(), id, true, false)))
                    .thenAccept(Replies::requireDone)
                    .join();
            opened.remove(id);
            Folders.remove(settings.folder().resolve(group.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("group " + group + " cannot be left", e);
        }
    }

    /** Whether what is acknowledged is on the disks of a majority. */
    public boolean isFlushing() {
        return settings.flushHeaders();
    }

    /** The replica of a group here; null if there is none. */
    public @Nullable Replica replica(UUID group) {
        return replicas.get(group);
    }

    public List<Replica> replicas() {
        return new ArrayList<>(replicas.values());
    }

    public Member self() {
        return self;
    }

    /** On the disk that all groups are on. */
    public Room room() {
        return room;
    }

    /** Takes no further part, and closes logs and state. */
    @Override
    public void close() {
        replicas.values().forEach(Replica::close);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            background.close();
            committer.close();
        }
    }
}
