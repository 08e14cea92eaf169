package io.robustmq.placement.state.image;

import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Shard;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that the placement centre holds, at one revision. Immutable: any thread may read it for as long as it likes, while newer
 * ones are made, which share nearly all of it.
 *
 * <p>{@link #replay} is the only way to another one. It asks no clock, throws no dice and depends on nothing but its arguments,
 * so members that replay the same batches hold the same image.
 */
public final class ClusterImage {
    /** Before the cluster is formed. */
    public static final ClusterImage EMPTY =
            new ClusterImage(0, "", 1, PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

    private final long revision;
    private final String clusterId;
    private final int nextGroupId;
    private final PersistentMap<Ref, Versioned> entities;
    private final PersistentMap<String, AppliedCommand> applied;
    private final PersistentMap<Long, String> appliedByRevision;

    ClusterImage(
            long revision,
            String clusterId,
            int nextGroupId,
            PersistentMap<Ref, Versioned> entities,
            PersistentMap<String, AppliedCommand> applied,
            PersistentMap<Long, String> appliedByRevision) {
        this.revision = revision;
        this.clusterId = clusterId;
        this.nextGroupId = nextGroupId;
        this.entities = entities;
        this.applied = applied;
        this.appliedByRevision = appliedByRevision;
    }

    /** Grows by one with every batch. */
    public long revision() {
        return revision;
    }

    /** Empty before the cluster is formed. */
    public String clusterId() {
        return clusterId;
    }

    public boolean isFormed() {
        return !clusterId.isEmpty();
    }

    /** The id of the next group that is made. */
    public int nextGroupId() {
        return nextGroupId;
    }

    /** In the order of kind, tenant and name. */
    public PersistentMap<Ref, Versioned> entities() {
        return entities;
    }

    /** By idempotency key. */
    public PersistentMap<String, AppliedCommand> applied() {
        return applied;
    }

    /** Idempotency keys by the revision at which they were applied: the oldest first. */
    public PersistentMap<Long, String> appliedByRevision() {
        return appliedByRevision;
    }

    /** Null if it is not there. */
    public @Nullable Versioned find(Ref ref) {
        return entities.get(ref);
    }

    /** The version of an entity; 0 if it is not there. */
    public long versionOf(Ref ref) {
        Versioned found = entities.get(ref);
        return found == null ? 0 : found.version();
    }

    public Optional<Node> node(String nodeId) {
        return find(Ref.of(Kind.NODE, nodeId), Node.class);
    }

    public Optional<Group> group(int groupId) {
        return find(Ref.group(groupId), Group.class);
    }

    public Optional<Shard> shard(String set, int index) {
        return find(Ref.shard(set, index), Shard.class);
    }

    /** By node id. */
    public List<Node> nodes() {
        return all(Kind.NODE, Node.class);
    }

    /** In no useful order. */
    public List<Group> groups() {
        return all(Kind.GROUP, Group.class);
    }

    /** In no useful order. */
    public List<Shard> shards() {
        return all(Kind.SHARD, Shard.class);
    }

    /** Groups that have a replica on a node, in whatever role. */
    public List<Group> groupsOn(String nodeId) {
        List<Group> groups = new ArrayList<>();
        for (Group group : groups()) {
            if (group.replica(nodeId).isPresent()) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** Hands over every entity of a kind, of all tenants, in order. */
    public void forEach(Kind kind, Consumer<Entity> reader) {
        Iterator<PersistentMap.Item<Ref, Versioned>> from = entities.iteratorFrom(new Ref(kind, "", ""));
        while (from.hasNext()) {
            PersistentMap.Item<Ref, Versioned> item = from.next();
            if (item.key().kind() != kind) {
                return;
            }
            reader.accept(item.value().entity());
        }
    }

    /**
     * The image after a batch.
     *
     * @throws IllegalStateException if the batch was not made for this image: batches were lost, doubled or mixed up
     */
    public ClusterImage replay(RecordBatch batch) {
        return replay(List.of(batch));
    }

    /**
     * The image after several batches, which is that after one and another of them, for less.
     *
     * @throws IllegalStateException if the batches were not made for this image, one after the other
     */
    public ClusterImage replay(List<RecordBatch> batches) {
        ImageBuilder next = new ImageBuilder(this);
        batches.forEach(next::replay);
        return next.build();
    }

    private <E extends Entity> Optional<E> find(Ref ref, Class<E> type) {
        Versioned found = entities.get(ref);
        return found == null ? Optional.empty() : Optional.of(type.cast(found.entity()));
    }

    private <E extends Entity> List<E> all(Kind kind, Class<E> type) {
        List<E> found = new ArrayList<>();
        forEach(kind, entity -> found.add(type.cast(entity)));
        return found;
    }
}
