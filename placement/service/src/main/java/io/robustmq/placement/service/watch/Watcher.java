package io.robustmq.placement.service.watch;

import io.robustmq.placement.api.v1.Progress;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.service.watch.SnapshotPages.Leg;
import io.robustmq.placement.service.watch.SnapshotPages.Page;
import io.robustmq.placement.state.model.Ref;
import org.jspecify.annotations.Nullable;

/**
 * One who follows the state. First the snapshot, page by page, of an image that stays as it is while others are made; then every
 * change after it. Where the snapshot took so long that the changes after it are not kept any more, pages follow of what is otherwise
 * in a newer image: they are fewer, so that it comes to an end however much is written. Confined to the thread of {@link WatchHub}.
 *
 * <pre>
 *              ┌─── what came after it is not kept ───┐
 *              ▼                                      │
 *   Copying(nothing → image) ── Copying(image → newer) ──► Following ──too far behind, or the state was exchanged──► ended
 * </pre>
 */
final class Watcher {

    private final Interest interest;
    private final Outlet outlet;
    private final ChangeLog log;
    private final Shared shared;
    private final long generation;
    private final long begun;
    private Phase phase;
    private long told; // the last revision it was sent
    private boolean silent; // nothing was sent since it was looked at last
    private boolean ended;

    /** What watchers share: it is made once for those who need it. */
    interface Shared {

        /** Of a revision that is kept; null if it is not there yet. */
        @Nullable
        Deltas deltas(long revision);

        Page page(Leg leg, Ref start);

        /** A recent image, of this revision or a later one. */
        Base base(long atLeast);

        /** Of which all this is: it is another once the state was exchanged. */
        long generation();
    }

    private sealed interface Phase {

        /** @param at where the next page begins */
        record Copying(Base from, Base to, Ref at) implements Phase {}

        /** @param revision all up to it is known */
        record Following(long revision) implements Phase {}
    }

    private Watcher(Interest interest, Outlet outlet, ChangeLog log, Shared shared, long begun, Phase phase) {
        this.interest = interest;
        this.outlet = outlet;
        this.log = log;
        this.shared = shared;
        this.generation = shared.generation();
        this.begun = begun;
        this.phase = phase;
    }

    /** One that begins with a snapshot. It will be of the present revision at least. */
    static Watcher ofSnapshot(Interest interest, Outlet outlet, ChangeLog log, Shared shared) {
        long begun = log.image().revision();
        Phase phase = new Phase.Copying(Base.NOTHING, shared.base(0), Interest.FIRST);
        return new Watcher(interest, outlet, log, shared, begun, phase);
    }

    /** One that knows all up to a revision. */
    static Watcher behind(long revision, Interest interest, Outlet outlet, ChangeLog log, Shared shared) {
        Watcher watcher = new Watcher(interest, outlet, log, shared, revision, new Phase.Following(revision));
        watcher.told = revision;
        return watcher;
    }

    boolean isEnded() {
        return ended;
    }

    /** Which pages it takes; null if it is through with its snapshot. */
    @Nullable
    Leg leg() {
        return phase instanceof Phase.Copying(Base from, Base to, Ref _)
                ? new Leg(interest, from.image(), to.image())
                : null;
    }

    void end() {
        ended = true;
        phase = new Phase.Following(revision()); // an image is held no longer
    }

    /** How far it is behind the state. */
    long lag() {
        return log.image().revision() - revision();
    }

    private long revision() {
        return switch (phase) {
            case Phase.Copying copying -> copying.to().image().revision();
            case Phase.Following following -> following.revision();
        };
    }

    /** Sends what there is and fits. */
    void pump() {
        if (log.generation() != generation) {
            fail(Fault.of(Reason.REVISION_COMPACTED, "the state was restored from a backup", "watch from a snapshot"));
            return;
        }
        boolean more = true;
        while (more && !ended && outlet.isReady()) {
            more = switch (phase) {
                case Phase.Copying copying -> copy(copying);
                case Phase.Following following -> follow(following.revision());
            };
        }
    }

    /** @return true: after a page comes another, or the first change */
    private boolean copy(Phase.Copying copying) {
        Base to = copying.to();
        long reached = to.image().revision();
        Page page = shared.page(new Leg(interest, copying.from().image(), to.image()), copying.at());
        Ref next = page.next();
        if (next != null) {
            phase = new Phase.Copying(copying.from(), to, next);
            outlet.send(page.message());
        } else if (reached >= begun && log.reaches(reached)) {
            phase = new Phase.Following(reached);
            told = reached;
            outlet.send(page.asLast());
        } else {
            phase = new Phase.Copying(to, shared.base(Math.max(begun, reached + 1)), Interest.FIRST);
            if (!page.isEmpty()) {
                outlet.send(page.message());
            }
        }
        return true;
    }

    /** @return whether there was another revision */
    private boolean follow(long revision) {
        if (!log.reaches(revision)) {
            slow();
            return false;
        }
        Deltas next = shared.deltas(revision + 1);
        if (next == null) {
            return false;
        }
        phase = new Phase.Following(revision + 1);
        WatchResponse response = next.about(interest);
        if (response != null) {
            outlet.send(response);
            told = revision + 1;
            silent = false;
        }
        return true;
    }

    /**
     * Ends the watch of one that is so far behind that it could not be resumed later; or that takes its snapshot so slowly that it alone holds
     * much of an old image.
     *
     * @param longestLag of one that follows, in revisions
     * @param mostHeld by one that copies, in bytes
     */
    void endIfSlow(long longestLag, long mostHeld) {
        boolean slow =
                switch (phase) {
                    case Phase.Copying(Base from, Base to, Ref _) ->
                        Math.max(log.changedSince(from), log.changedSince(to)) > mostHeld;
                    case Phase.Following(long revision) -> !log.reaches(revision) || lag() > longestLag;
                };
        if (!ended && slow) {
            slow();
        }
    }

    private void slow() {
        fail(Fault.of(
                Reason.SLOW_WATCHER,
                "the watch is " + lag() + " revisions behind",
                "resume it behind the last revision received; begin anew, if its snapshot was not through"));
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
        if (!(phase instanceof Phase.Following(long revision))) {
            return;
        }
        boolean due = told < revision || silent;
        silent = true;
        if (due && !ended && outlet.isReady()) {
            told = revision;
            outlet.send(WatchResponse.newBuilder()
                    .setProgress(Progress.newBuilder().setRevision(revision))
                    .build());
        }
    }
}
