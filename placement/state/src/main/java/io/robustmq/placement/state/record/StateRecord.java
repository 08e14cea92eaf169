package io.robustmq.placement.state.record;

import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Ref;

/** One fact. Replaying it cannot fail: whatever could be wrong was found when the command was decided. */
public sealed interface StateRecord {

    /** The cluster has its id. */
    record Formed(String clusterId) implements StateRecord {}

    /** Groups up to this id (not included) have been made. */
    record GroupIdsUsed(int nextGroupId) implements StateRecord {}

    /** An entity is now so; its version is the batch's revision. */
    record Put(Entity entity) implements StateRecord {}

    /** An entity is no more. */
    record Removed(Ref ref) implements StateRecord {}

    /**
     * A command was applied.
     *
     * @param key its idempotency key
     * @param fingerprint of the command, to notice a key that is used for another
     * @param atMillis wall clock of the leader that decided it
     */
    record Applied(String key, long fingerprint, long atMillis, Reply reply) implements StateRecord {}

    /** That a command was applied is not known any more. */
    record Forgotten(String key) implements StateRecord {}
}
