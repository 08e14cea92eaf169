package io.robustmq.placement.state.image;

import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.record.StateRecord;

/**
 * An image in the making: by replaying records on another, or entry by entry from a snapshot. Confined to one thread; used once.
 */
public final class ImageBuilder {
    private long revision;
    private String clusterId;
    private int nextGroupId;
    private PersistentMap<Ref, Versioned> entities;
    private PersistentMap<String, AppliedCommand> applied;
    private PersistentMap<Long, String> appliedByRevision;

    /** For a snapshot, whose entries come in any order. */
    public ImageBuilder() {
        this(ClusterImage.EMPTY, 0);
    }

    ImageBuilder(ClusterImage from, long revision) {
        this.revision = revision;
        this.clusterId = from.clusterId();
        this.nextGroupId = from.nextGroupId();
        this.entities = from.entities();
        this.applied = from.applied();
        this.appliedByRevision = from.appliedByRevision();
    }

    public void revision(long number) {
        this.revision = number;
    }

    public void clusterId(String id) {
        this.clusterId = id;
    }

    public void nextGroupId(int id) {
        this.nextGroupId = id;
    }

    public void entity(Entity entity, long version) {
        entities = entities.put(entity.ref(), new Versioned(entity, version));
    }

    public void applied(String key, AppliedCommand command) {
        applied = applied.put(key, command);
        appliedByRevision = appliedByRevision.put(command.reply().revision(), key);
    }

    public ClusterImage build() {
        return new ClusterImage(revision, clusterId, nextGroupId, entities, applied, appliedByRevision);
    }

    void replay(StateRecord record) {
        switch (record) {
            case StateRecord.Formed formed -> clusterId(formed.clusterId());
            case StateRecord.GroupIdsUsed used -> nextGroupId(used.nextGroupId());
            case StateRecord.Put put -> entity(put.entity(), revision);
            case StateRecord.Removed removed -> entities = entities.remove(removed.ref());
            case StateRecord.Applied it ->
                applied(it.key(), new AppliedCommand(it.fingerprint(), it.atMillis(), it.reply()));
            case StateRecord.Forgotten forgotten -> forget(forgotten.key());
        }
    }

    private void forget(String key) {
        AppliedCommand command = applied.get(key);
        if (command != null) {
            applied = applied.remove(key);
            appliedByRevision = appliedByRevision.remove(command.reply().revision());
        }
    }
}
