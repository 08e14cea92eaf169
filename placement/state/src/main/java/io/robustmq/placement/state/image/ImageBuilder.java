package io.robustmq.placement.state.image;

import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.record.StateRecord;

/**
 * An image in the making: by replaying batches on another, or entry by entry from a snapshot. What several batches have in common
 * of the image's trees is copied once for all of them. Images that were built before never change. Confined to one thread.
 */
public final class ImageBuilder {
    private long revision;
    private String clusterId;
    private int nextGroupId;
    private final MapEdit<Ref, Versioned> entities;
    private final MapEdit<String, AppliedCommand> applied;
    private final MapEdit<Long, String> appliedByRevision;

    /** For a snapshot, whose entries come in any order. */
    public ImageBuilder() {
        this(ClusterImage.EMPTY);
    }

    /** For batches that follow an image. */
    public ImageBuilder(ClusterImage from) {
        this.revision = from.revision();
        this.clusterId = from.clusterId();
        this.nextGroupId = from.nextGroupId();
        this.entities = new MapEdit<>(from.entities());
        this.applied = new MapEdit<>(from.applied());
        this.appliedByRevision = new MapEdit<>(from.appliedByRevision());
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
        entities.put(entity.ref(), new Versioned(entity, version));
    }

    public void applied(String key, AppliedCommand command) {
        applied.put(key, command);
        appliedByRevision.put(command.reply().revision(), key);
    }

    /** The image so far. This may be used on, for another one. */
    public ClusterImage build() {
        return new ClusterImage(
                revision, clusterId, nextGroupId, entities.build(), applied.build(), appliedByRevision.build());
    }

    /** The image so far, without what {@link #build} costs: only for this thread, and only until more is replayed here. */
    public ClusterImage view() {
        return new ClusterImage(
                revision, clusterId, nextGroupId, entities.view(), applied.view(), appliedByRevision.view());
    }

    /**
     * Goes on by a batch.
     *
     * @throws IllegalStateException if the batch was not made for the image so far: batches were lost, doubled or mixed up
     */
    public void replay(RecordBatch batch) {
        if (batch.revision() != revision + 1) {
            throw new IllegalStateException(
                    "a batch of revision " + batch.revision() + " cannot follow revision " + revision);
        }
        revision = batch.revision();
        for (StateRecord record : batch.records()) {
            replay(record);
        }
    }

    private void replay(StateRecord record) {
        switch (record) {
            case StateRecord.Formed formed -> clusterId(formed.clusterId());
            case StateRecord.GroupIdsUsed used -> nextGroupId(used.nextGroupId());
            case StateRecord.Put put -> entity(put.entity(), revision);
            case StateRecord.Removed removed -> entities.remove(removed.ref());
            case StateRecord.Applied it ->
                applied(it.key(), new AppliedCommand(it.fingerprint(), it.atMillis(), it.reply()));
            case StateRecord.Forgotten forgotten -> forget(forgotten.key());
        }
    }

    private void forget(String key) {
        AppliedCommand command = applied.get(key);
        if (command != null) {
            applied.remove(key);
            appliedByRevision.remove(command.reply().revision());
        }
    }
}
