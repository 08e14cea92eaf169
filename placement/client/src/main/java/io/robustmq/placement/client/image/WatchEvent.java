package io.robustmq.placement.client.image;

import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryChange;
import java.util.List;
import java.util.Map;

/** What a watcher is told, in the order of revisions. */
public sealed interface WatchEvent {

    long revision();

    /**
     * A whole new image: the first one, or what could not be told as changes, because the revision known was too old, or of another
     * cluster, or the state was restored from a backup.
     *
     * @param clusterId of the cluster that is watched from now on
     * @param revision may be smaller than one told before, if the cluster or its state is another one
     * @param entries all there is; never changes
     * @param difference to what was told before: puts, then what is deleted. All puts, at first
     */
    record Whole(String clusterId, long revision, Map<EntryKey, Entry> entries, List<EntryChange> difference)
            implements WatchEvent {}

    /**
     * What one revision changed.
     *
     * @param revision larger than all told since the last {@link Whole}
     */
    record Changed(long revision, List<EntryChange> changes) implements WatchEvent {}

    /** Nothing else up to this revision. */
    record Reached(long revision) implements WatchEvent {}
}
