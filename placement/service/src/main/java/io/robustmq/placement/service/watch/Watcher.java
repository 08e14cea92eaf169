package io.robustmq.placement.service.watch;

import io.robustmq.placement.api.v1.Progress;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.SnapshotPage;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.service.convert.ToMessage;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.Versioned;
import java.util.Iterator;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One who follows the state. First the snapshot, page by page, of an image that stays as it is while others are made; then every
 * change after it. Confined to the thread of {@link WatchHub}.
 *
 * <pre>
 *   Snapshot ──last page──► Following ──too far behind, or the state was exchanged──► ended
 * </pre>
 */
final class Watcher {

    private static final int PAGE_ENTRIES = 500;
    private static final int PAGE_BYTES = 256 << 10;

    private final Interest interest;
    private final Outlet outlet;
    private final ChangeLog log;
    private final long generation;
    private @Nullable Iterator<Versioned> snapshot;
    private long revision; // what the watcher knows everything up to, once the snapshot is through
    private long told; // the last revision it was sent
    private boolean silent; // nothing was sent since it was looked at last
    private boolean ended;

    /** @param from null to go on behind {@code revision} */
    Watcher(Interest interest, Outlet outlet, ChangeLog log, @Nullable ClusterImage from, long revision) {
        this.interest = interest;
        this.outlet = outlet;
        this.log = log;
        this.generation = log.generation();
        this.snapshot = from == null ? null : interest.in(from);
        this.revision = revision;
        this.told = revision;
    }

    boolean isEnded() {
        return ended;
    }

    void end() {
        ended = true;
        snapshot = null;
    }

    /** How far it is behind the state. */
    long lag() {
        return log.image().revision() - revision;
    }

    /**
     * Sends what there is and fits.
     *
     * @param deltas of a revision that is kept
     */
    void pump(LongFunction<@Nullable Deltas> deltas) {
        if (log.generation() != generation) {
            fail(Fault.of(Reason.REVISION_COMPACTED, "the state was restored from a backup", "watch from a snapshot"));
            return;
        }
        while (!ended && outlet.isReady()) {
            Iterator<Versioned> rest = snapshot;
            if (rest != null) {
                page(rest);
            } else if (!follow(deltas)) {
                return;
            }
        }
    }

    private void page(Iterator<Versioned> rest) {
        SnapshotPage.Builder page = SnapshotPage.newBuilder().setRevision(revision);
        int bytes = 0;
        while (rest.hasNext() && page.getEntriesCount() < PAGE_ENTRIES && bytes < PAGE_BYTES) {
            var entry = ToMessage.entry(rest.next(), true);
            bytes += entry.getSerializedSize();
            page.addEntries(entry);
        }
        boolean last = !rest.hasNext();
        if (last) {
            snapshot = null;
        }
        outlet.send(WatchResponse.newBuilder().setSnapshot(page.setLast(last)).build());
    }

    /** @return whether there was another revision */
    private boolean follow(LongFunction<@Nullable Deltas> deltas) {
        if (!log.reaches(revision)) {
            slow();
            return false;
        }
        Deltas next = deltas.apply(revision + 1);
        if (next == null) {
            return false;
        }
        revision++;
        WatchResponse response = next.about(interest);
        if (response != null) {
            outlet.send(response);
            told = revision;
            silent = false;
        }
        return true;
    }

    /**
     * Ends the watch of one that is so far behind that it could not be resumed later; or that takes its snapshot so slowly that nothing
     * could follow it: it holds a whole image that nobody else needs.
     */
    void endIfSlow(long longestLag) {
        boolean slow = !log.reaches(revision) || (snapshot == null && lag() > longestLag);
        if (!ended && slow) {
            slow();
        }
    }

    private void slow() {
        fail(Fault.of(
                Reason.SLOW_WATCHER,
                "the watch is " + lag() + " revisions behind",
                "resume it behind the last revision received"));
    }

    void fail(Fault fault) {
        end();
        outlet.fail(fault);
    }

    /**
     * Tells how far it has come, if that has not been said or nothing was said since the last call: who hears nothing takes this
     * member for dead.
     */
    void progress() {
        boolean due = told < revision || silent;
        silent = true;
        if (due && !ended && snapshot == null && outlet.isReady()) {
            told = revision;
            outlet.send(WatchResponse.newBuilder()
                    .setProgress(Progress.newBuilder().setRevision(revision))
                    .build());
        }
    }
}
