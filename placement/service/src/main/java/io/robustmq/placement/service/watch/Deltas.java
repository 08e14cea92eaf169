package io.robustmq.placement.service.watch;

import io.robustmq.placement.api.v1.Delta;
import io.robustmq.placement.api.v1.EntryChange;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.service.convert.ToMessage;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.record.StateRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One batch as watchers are told of it. Made once for all of them. */
final class Deltas {

    private final long revision;
    private final List<Ref> refs = new ArrayList<>();
    private final List<EntryChange> changes = new ArrayList<>();
    private final @Nullable WatchResponse everything;

    Deltas(RecordBatch batch) {
        revision = batch.revision();
        for (StateRecord record : batch.records()) {
            switch (record) {
                case StateRecord.Put put -> {
                    refs.add(put.entity().ref());
                    changes.add(EntryChange.newBuilder()
                            .setPut(ToMessage.entry(put.entity(), revision, true))
                            .build());
                }
                case StateRecord.Removed removed -> {
                    refs.add(removed.ref());
                    changes.add(EntryChange.newBuilder()
                            .setDeleted(ToMessage.ref(removed.ref()))
                            .build());
                }
                case StateRecord.Formed formed -> {}
                case StateRecord.GroupIdsUsed used -> {}
                case StateRecord.Applied applied -> {}
                case StateRecord.Forgotten forgotten -> {}
            }
        }
        everything = response(changes);
    }

    /** What a watcher is told, or null if nothing it watches changed. */
    @Nullable
    WatchResponse about(Interest interest) {
        if (interest.isEverything()) {
            return everything;
        }
        List<EntryChange> some = new ArrayList<>();
        for (int i = 0; i < refs.size(); i++) {
            if (interest.covers(refs.get(i))) {
                some.add(changes.get(i));
            }
        }
        return response(some);
    }

    private @Nullable WatchResponse response(List<EntryChange> told) {
        return told.isEmpty()
                ? null
                : WatchResponse.newBuilder()
                        .setDelta(Delta.newBuilder().setRevision(revision).addAllChanges(told))
                        .build();
    }
}
