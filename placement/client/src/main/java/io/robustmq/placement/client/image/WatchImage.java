package io.robustmq.placement.client.image;

import io.robustmq.placement.api.v1.Delta;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryChange;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.Progress;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.SnapshotPage;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.api.v1.WatchStarted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answers of one watch after the other, put together: told without a gap and without a repeat, and as a whole new image where
 * that is not possible.
 *
 * <pre>
 *   Nothing ──started──► Collecting ──last page──► Following ──delta, progress──┐
 *      ▲                    │    ▲                   │  ▲ ▲                     │
 *      └───── cut off ──────┘    │              cut  ▼  │ └─────────────────────┘
 *                                └── too old, ── Parted ┘ resumed behind its revision
 *                                  other cluster
 * </pre>
 *
 * <p>Holds what was told last, for the difference to what comes as a whole. Confined to whoever reads the stream.
 */
public final class WatchImage {

    private sealed interface Phase {
        /** The next stream begins with a snapshot. */
        record Nothing() implements Phase {}

        /** Pages of a snapshot, not told yet. */
        record Collecting(String clusterId, Map<EntryKey, Entry> entries) implements Phase {}

        /** All is told up to a revision, by a stream that is open. */
        record Following(String clusterId, long revision) implements Phase {}

        /** As before, but the stream has been cut: the next one goes on behind the revision. */
        record Parted(String clusterId, long revision) implements Phase {}
    }

    private Phase phase = new Phase.Nothing();
    private Map<EntryKey, Entry> told = new HashMap<>();

    /** What the next stream has to ask for. Ends the one before, if there was one. */
    public WatchRequest request(Collection<Kind> kinds, String tenant) {
        WatchRequest.Builder request =
                WatchRequest.newBuilder().addAllKinds(kinds).setTenant(tenant);
        phase = parted();
        if (phase instanceof Phase.Parted(String clusterId, long revision)) {
            request.setClusterId(clusterId).setAfterRevision(revision);
        }
        return request.build();
    }

    private Phase parted() {
        return switch (phase) {
            case Phase.Nothing nothing -> nothing;
            case Phase.Collecting _ -> new Phase.Nothing();
            case Phase.Following(String clusterId, long revision)
            when revision > 0 -> new Phase.Parted(clusterId, revision);
            case Phase.Following _ -> new Phase.Nothing();
            case Phase.Parted parted -> parted;
        };
    }

    /**
     * The stream was ended with a reason: the next one resumes, or begins anew.
     *
     * @return whether it resumes what was told
     */
    public boolean onCut(Reason reason) {
        boolean anew = reason == Reason.REVISION_COMPACTED || reason == Reason.WRONG_CLUSTER;
        phase = anew ? new Phase.Nothing() : parted();
        return phase instanceof Phase.Parted;
    }

    /** The last revision that was told; 0 before the first. */
    public long revision() {
        return switch (phase) {
            case Phase.Nothing _, Phase.Collecting _ -> 0;
            case Phase.Following following -> following.revision();
            case Phase.Parted parted -> parted.revision();
        };
    }

    /**
     * The stream has brought an answer.
     *
     * @return what to tell; empty if it only completes what is to come, or repeats
     * @throws OutOfOrderException if that answer cannot follow those before: the stream is to be ended, the next begins anew
     */
    public Optional<WatchEvent> on(WatchResponse response) throws OutOfOrderException {
        return switch (response.getResponseCase()) {
            case STARTED -> started(response.getStarted());
            case SNAPSHOT -> snapshot(response.getSnapshot());
            case DELTA -> delta(response.getDelta());
            case PROGRESS -> progress(response.getProgress());
            case RESPONSE_NOT_SET -> Optional.empty(); // of a later release
        };
    }

    private Optional<WatchEvent> started(WatchStarted started) throws OutOfOrderException {
        phase = switch (phase) {
            case Phase.Nothing _ -> new Phase.Collecting(started.getClusterId(), new HashMap<>());
            case Phase.Parted parted
            when parted.clusterId().equals(started.getClusterId()) ->
                new Phase.Following(parted.clusterId(), parted.revision());
            case Phase.Parted parted ->
                throw outOfOrder("cluster " + parted.clusterId() + " is now " + started.getClusterId());
            case Phase.Collecting _, Phase.Following _ -> throw outOfOrder("the stream has started twice");
        };
        return Optional.empty();
    }

    private Optional<WatchEvent> snapshot(SnapshotPage page) throws OutOfOrderException {
        if (!(phase instanceof Phase.Collecting(String clusterId, Map<EntryKey, Entry> entries))) {
            throw outOfOrder("a snapshot page that was not asked for");
        }
        for (Entry entry : page.getEntriesList()) {
            entries.put(EntryKey.of(entry), entry);
        }
        page.getDeletedList().forEach(deleted -> entries.remove(EntryKey.of(deleted)));
        if (!page.getLast()) {
            return Optional.empty();
        }
        List<EntryChange> difference = difference(told, entries);
        told = entries;
        phase = new Phase.Following(clusterId, page.getRevision());
        Map<EntryKey, Entry> all = Collections.unmodifiableMap(new HashMap<>(entries));
        return Optional.of(new WatchEvent.Whole(clusterId, page.getRevision(), all, difference));
    }

    private static List<EntryChange> difference(Map<EntryKey, Entry> before, Map<EntryKey, Entry> after) {
        List<EntryChange> changes = new ArrayList<>();
        after.forEach((key, entry) -> {
            if (!entry.equals(before.get(key))) {
                changes.add(EntryChange.newBuilder().setPut(entry).build());
            }
        });
        before.keySet().stream()
                .filter(key -> !after.containsKey(key))
                .map(key -> EntryChange.newBuilder().setDeleted(key.toRef()).build())
                .forEach(changes::add);
        return List.copyOf(changes);
    }

    private Optional<WatchEvent> delta(Delta delta) throws OutOfOrderException {
        if (!reached(delta.getRevision())) {
            return Optional.empty();
        }
        for (EntryChange change : delta.getChangesList()) {
            switch (change.getChangeCase()) {
                case PUT -> told.put(EntryKey.of(change.getPut()), change.getPut());
                case DELETED -> told.remove(EntryKey.of(change.getDeleted()));
                case CHANGE_NOT_SET -> {} // of a later release
            }
        }
        return Optional.of(new WatchEvent.Changed(delta.getRevision(), delta.getChangesList()));
    }

    private Optional<WatchEvent> progress(Progress progress) throws OutOfOrderException {
        return reached(progress.getRevision())
                ? Optional.of(new WatchEvent.Reached(progress.getRevision()))
                : Optional.empty();
    }

    /** Whether that revision is news; if so, it is the one reached. */
    private boolean reached(long revision) throws OutOfOrderException {
        if (!(phase instanceof Phase.Following following)) {
            throw outOfOrder("revision " + revision + " before a snapshot");
        }
        boolean news = revision > following.revision();
        if (news) {
            phase = new Phase.Following(following.clusterId(), revision);
        }
        return news;
    }

    private OutOfOrderException outOfOrder(String what) {
        phase = new Phase.Nothing();
        return new OutOfOrderException(what);
    }
}
