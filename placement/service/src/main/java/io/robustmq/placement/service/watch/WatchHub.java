package io.robustmq.placement.service.watch;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.api.v1.WatchStarted;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.record.RecordBatch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All watchers of this member, served by one thread: it wakes when the state has changed or a watcher can take more, and sends each what
 * it has not seen. A change is turned into a message once, whoever watches.
 */
public final class WatchHub implements AutoCloseable {

    private static final Logger LOG = System.getLogger(WatchHub.class.getName());
    private static final Duration PROGRESS = Duration.ofSeconds(1);
    private static final int MESSAGES_KEPT = 1_024;

    /** Of all revisions that are kept: with texts of 64 KiB they would be more than a heap of 1 GiB otherwise. */
    private static final long MOST_BYTES_KEPT = 64L << 20;

    /** Of images that are held for snapshots alone, all together: those are the changes since the oldest of them. */
    private static final long MOST_BYTES_HELD = 256L << 20;

    private static final int PART_OF_THE_HEAP = 8;

    /** How much of what is kept an image may be behind that one more snapshot is taken of. */
    private static final int PART_OF_THE_HISTORY = 10;

    private final ChangeLog log;
    private final int mostWatchers;
    private final long longestLag;
    private final ScheduledExecutorService thread = new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().name("watch").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy()); // the state goes on changing when this has been closed
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<Watcher> watchers = new ArrayList<>(); // of the thread alone
    private final Map<Long, Deltas> made = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Deltas> eldest) {
            return size() > MESSAGES_KEPT || !log.reaches(eldest.getKey() - 1);
        }
    };
    private final SnapshotPages pages = new SnapshotPages(); // of the thread alone
    private final Watcher.Shared shared = new Made();
    private final long mostHeld;
    private final long shareLag;
    private @Nullable Base base; // of the thread alone; null when nobody is in a snapshot
    private long generation; // of the thread alone
    private boolean closed; // guarded by this
    private volatile int count;
    private volatile long largestLag;

    /**
     * @param kept how many revisions a watch may be behind and still be resumed, fewer if they have more than {@link
     *     #MOST_BYTES_KEPT}; one that takes nothing is ended at half of that
     * @param mostWatchers at once
     */
    public WatchHub(int kept, int mostWatchers) {
        this(
                kept,
                mostWatchers,
                PROGRESS,
                Math.min(MOST_BYTES_HELD, Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP));
    }

    /**
     * @param progress a watcher that was told nothing for so long, or up to twice that, is told how far it has come
     * @param mostHeld how many bytes of changes there may be while a watcher takes its snapshot: so much, about, is held for it
     */
    WatchHub(int kept, int mostWatchers, Duration progress, long mostHeld) {
        this.log = new ChangeLog(kept, MOST_BYTES_KEPT, this::wake);
        this.longestLag = kept / 2;
        this.shareLag = kept / PART_OF_THE_HISTORY;
        this.mostHeld = mostHeld;
        this.mostWatchers = mostWatchers;
        thread.scheduleWithFixedDelay(this::tick, progress.toNanos(), progress.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What the state tells of its changes. */
    public ChangeLog log() {
        return log;
    }

    /**
     * Begins a watch.
     *
     * @param afterRevision 0 for a snapshot first; one that is not applied here yet is refused, so the caller makes sure before that
     *     this member is not merely behind; all are refused once this is closed
     * @param clusterId of which the revision is
     * @return what to call when the outlet can take more, and when the watcher is gone
     */
    public Subscription watch(Interest interest, long afterRevision, String clusterId, Outlet outlet) {
        Subscription subscription = new Subscription();
        synchronized (this) {
            if (!closed) {
                thread.execute(() -> begin(interest, afterRevision, clusterId, outlet, subscription));
                return subscription;
            }
        }
        outlet.fail(stopping());
        return subscription;
    }

    /** One watch, from outside. */
    public final class Subscription {
        private volatile @Nullable Watcher watcher;
        private volatile boolean cancelled;

        /** The outlet can take more. */
        public void resume() {
            wake();
        }

        public void cancel() {
            cancelled = true;
            Watcher known = watcher;
            if (known != null) {
                thread.execute(known::end);
            }
        }
    }

    private void begin(
            Interest interest, long afterRevision, String clusterId, Outlet outlet, Subscription subscription) {
        forgetIfReplaced();
        ClusterImage image = log.image();
        Fault refused = refuse(image, afterRevision, clusterId);
        if (refused != null) {
            outlet.fail(refused);
            return;
        }
        outlet.send(WatchResponse.newBuilder()
                .setStarted(WatchStarted.newBuilder()
                        .setClusterId(image.clusterId())
                        .setRevision(image.revision()))
                .build());
        Watcher watcher = afterRevision == 0
                ? Watcher.ofSnapshot(interest, outlet, log, shared)
                : Watcher.behind(afterRevision, interest, outlet, log, shared);
        subscription.watcher = watcher;
        if (subscription.cancelled) {
            return;
        }
        watchers.add(watcher);
        count = watchers.size();
        serve(watcher, this::pump);
    }

    private @Nullable Fault refuse(ClusterImage image, long afterRevision, String clusterId) {
        if (watchers.size() >= mostWatchers) {
            return Fault.of(Reason.OVERLOADED, watchers.size() + " watch already", "watch at another member");
        }
        if (afterRevision == 0) {
            return null;
        }
        if (!clusterId.equals(image.clusterId())) {
            return Fault.field(
                    Reason.WRONG_CLUSTER,
                    "cluster_id",
                    "is " + clusterId + ", this cluster is " + image.clusterId(),
                    "watch from a snapshot");
        }
        if (afterRevision > image.revision()) {
            return Fault.field(
                    Reason.REVISION_COMPACTED,
                    "after_revision",
                    "is " + afterRevision + ", which the cluster has not reached: it is at " + image.revision()
                            + ", perhaps restored from a backup",
                    "watch from a snapshot");
        }
        if (!log.reaches(afterRevision)) {
            return Fault.field(
                    Reason.REVISION_COMPACTED,
                    "after_revision",
                    "is " + afterRevision + ", too old at revision " + image.revision(),
                    "watch from a snapshot");
        }
        return null;
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            thread.execute(this::pumpAll);
        }
    }

    private void pumpAll() {
        woken.set(false);
        forgetIfReplaced();
        long lag = 0;
        for (Watcher watcher : watchers) {
            serve(watcher, this::pump);
            lag = Math.max(lag, watcher.lag());
        }
        if (watchers.removeIf(Watcher::isEnded)) {
            count = watchers.size();
        }
        largestLag = lag;
        holdWhatIsCopied();
    }

    /** Images that are older than the state are held by those who take their snapshots, and by nobody else. */
    private void holdWhatIsCopied() {
        Set<SnapshotPages.Leg> legs = new HashSet<>();
        for (Watcher watcher : watchers) {
            SnapshotPages.Leg leg = watcher.leg();
            if (leg != null) {
                legs.add(leg);
            }
        }
        pages.retain(legs);
        base = legs.isEmpty() ? null : base;
    }

    private void pump(Watcher watcher) {
        watcher.pump();
        watcher.endIfSlow(longestLag, mostHeld);
    }

    /** One watcher whose stream breaks under its answers is none of the others' business. */
    private static void serve(Watcher watcher, Consumer<Watcher> step) {
        try {
            step.accept(watcher);
        } catch (RuntimeException fault) {
            LOG.log(Level.WARNING, "a watch is ended, as it cannot be served", fault);
            watcher.end();
        }
    }

    /** After a restore the same revisions are other ones. */
    private void forgetIfReplaced() {
        if (log.generation() != generation) {
            generation = log.generation();
            made.clear();
            pages.retain(Set.of());
            base = null;
        }
    }

    private void tick() {
        pumpAll();
        watchers.forEach(watcher -> serve(watcher, Watcher::progress));
    }

    private final class Made implements Watcher.Shared {

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public @Nullable Deltas deltas(long revision) {
            Deltas known = made.get(revision);
            if (known != null) {
                return known;
            }
            RecordBatch batch = log.batch(revision);
            if (batch == null) {
                return null;
            }
            Deltas fresh = new Deltas(batch);
            made.put(revision, fresh);
            return fresh;
        }

        @Override
        public SnapshotPages.Page page(SnapshotPages.Leg leg, Ref start) {
            return pages.page(leg, start);
        }

        /** The same for those who begin soon after one another, who then take the same pages. */
        @Override
        public Base base(long atLeast) {
            Base known = base;
            long oldest = Math.max(atLeast, log.image().revision() - shareLag);
            if (known == null || known.image().revision() < oldest) {
                known = log.base();
                base = known;
            }
            return known;
        }
    }

    /** How many watch. */
    public int watchers() {
        return count;
    }

    /** How many revisions the slowest watcher is behind. */
    public long largestLag() {
        return largestLag;
    }

    /** Ends all watches. The state may be told to have changed afterwards: nobody hears of it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            thread.execute(() -> watchers.forEach(watcher -> serve(watcher, one -> one.fail(stopping()))));
            thread.shutdown();
        }
    }

    private static Fault stopping() {
        return Fault.of(Reason.SHUTTING_DOWN, "this member stops", "resume at another member");
    }
}
