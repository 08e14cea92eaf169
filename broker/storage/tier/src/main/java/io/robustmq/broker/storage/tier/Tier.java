package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.LimitedCache;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.TierFigures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The tier of one broker: one thread that looks at the logs from time to time, moves what is due, one segment after the
 * other, and deletes what no log needs. Writing does not know of it; a tier that is away leaves segments where they are.
 *
 * <p>A segment is brought over, read back, and only then is its log told, which writes that down before it deletes its file.
 * So a crash leaves the segment in at least one place, and at worst also objects that no log knows; the {@link Sweep} deletes
 * them.
 *
 * <p>A look that fails is made again after {@code tier_interval}, then after twice that, and so on up to 64 times it, but not
 * beyond 5 m where the interval is shorter; each request within is bounded by {@code tier_timeout}. So a store that is away is
 * asked for no more than one segment at a time and seldom, for as long as it takes.
 */
public final class Tier implements AutoCloseable {
    private static final int PART_BYTES = 8 << 20;
    private static final int MOST_DOUBLINGS = 6;
    private static final long LONGEST_PAUSE_MILLIS = 300_000;
    private static final long SWEEP_MILLIS = 3_600_000;

    private final TierSettings settings;
    private final String prefix;
    private final StoreAccess access;
    private final List<TieredLog> logs;
    private final LimitedCache<byte[]> cache;
    private final Patience patience;
    private final TierCounters counters = new TierCounters();
    private final Upload upload;
    private final Sweep sweep;
    private final Object pace = new Object();
    private final Thread thread;

    private final Condition condition;
    private int failedLooks;
    private long sweptMillis;

    private Tier(TierSettings settings, String owner, ObjectStore store, List<TieredLog> logs, int partBytes) {
        this.settings = settings;
        this.prefix = settings.prefix() + owner + "/";
        this.access = new StoreAccess(store);
        this.logs = logs;
        this.cache = new LimitedCache<>(settings.cacheBytes(), block -> block.length);
        long timeoutMillis = settings.timeout().toMillis();
        this.patience = new Patience(timeoutMillis);
        this.condition = new Condition(patience);
        this.patience.tell(condition::seen);
        this.upload = new Upload(access, 4 * timeoutMillis, partBytes);
        this.sweep = new Sweep(access, prefix, 4 * timeoutMillis);
        this.thread = Thread.ofPlatform().daemon().name("storage-tier").unstarted(this::run);
    }

    /**
     * @param owner the id of this broker, {@link io.robustmq.broker.storage.service.OwnerId}: its objects are below it
     * @param logs may be added to until {@link #start}
     */
    public static Tier open(TierSettings settings, String owner, List<TieredLog> logs) {
        return new Tier(settings, owner, settings.store(), logs, PART_BYTES);
    }

    /** As {@link #open}, over a given store. */
    static Tier over(ObjectStore store, TierSettings settings, String owner, List<TieredLog> logs, int partBytes) {
        return new Tier(settings, owner, store, logs, partBytes);
    }

    /** Begins to move. Segments that were moved earlier can be read before. */
    public void start() {
        thread.start();
    }

    /** A segment that lies there. Costs nothing until it is read. */
    public RemoteSegment segment(Place place) {
        return new RemoteSegment(place, access, cache, patience, counters);
    }

    /** A log has let go of a segment that lies there: what it took may be deleted. For any thread. */
    public void letGo() {
        sweep.due();
    }

    /** What is wrong with the tier, in plain words; empty if all is well. For health. */
    public String trouble() {
        return condition.trouble();
    }

    /**
     * Tells when the tier goes away and when it is back, and at once if it is away.
     *
     * @param away gets what is wrong; like {@code back} it is called on any thread, and must not wait
     */
    public void tell(Consumer<String> away, Runnable back) {
        condition.tell(away, back);
    }

    /** For any thread, once started. */
    public TierFigures figures() {
        long segments = 0;
        long bytes = 0;
        for (TieredLog log : logs) {
            for (Place place : log.elsewhere()) {
                segments++;
                bytes += place.bytes();
            }
        }
        return counters.figures(segments, bytes);
    }

    /** Ends what is being moved after its next step; it is moved anew by the next start. Whoever reads fails at once. */
    @Override
    public void close() {
        synchronized (pace) {
            access.close();
            pace.notifyAll();
        }
        try {
            thread.join(settings.timeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!access.isClosed()) {
            lookAndTell();
            synchronized (pace) {
                if (access.isClosed()) {
                    return;
                }
                try {
                    pace.wait(pauseMillis(settings.interval().toMillis(), failedLooks));
                } catch (InterruptedException e) {
                    return; // nobody has a reason to
                }
            }
        }
    }

    private void lookAndTell() {
        try {
            look(System.currentTimeMillis());
            condition.looked("");
            failedLooks = 0;
        } catch (IOException | RuntimeException e) {
            if (access.isClosed()) {
                return; // that is no trouble
            }
            condition.looked(StorageFailures.says(e));
            failedLooks++;
        }
    }

    /** How long to wait for the next look. */
    static long pauseMillis(long intervalMillis, int failedLooks) {
        long longer = intervalMillis << Math.min(failedLooks, MOST_DOUBLINGS);
        return Math.min(longer, Math.max(intervalMillis, LONGEST_PAUSE_MILLIS));
    }

    /**
     * One look at everything: moves what is due, deletes what nobody needs. A log that cannot be moved does not keep others
     * from it; a tier that does not answer ends the look.
     *
     * @throws IOException or a {@link StorageException}: the first that went wrong
     */
    public synchronized void look(long nowMillis) throws IOException {
        Exception first = null;
        for (TieredLog log : logs) {
            try {
                for (TieredLog.Sealed segment : due(log.sealed(), nowMillis)) {
                    move(log, segment);
                }
            } catch (IOException | RuntimeException e) {
                counters.failedMoves.increment();
                sweep.due(); // of what was brought there in vain
                first = first == null ? e : first;
                if (isAway(e)) {
                    throw failed("Old segments cannot be moved: ", e);
                }
            }
        }
        try {
            if (nowMillis - sweptMillis >= SWEEP_MILLIS) { // what a lost request has brought there late
                sweptMillis = nowMillis;
                sweep.due();
            }
            sweep.run(logs);
        } catch (RuntimeException e) {
            counters.failedSweeps.increment();
            throw failed("What no log needs cannot be deleted: ", e);
        }
        if (first != null) {
            throw failed("Old segments cannot be moved: ", first);
        }
        patience.answered();
    }

    private static boolean isAway(Exception e) {
        return e instanceof TierUnavailableException
                || (e instanceof StorageException known && known.kind() != Kind.FAILED);
    }

    private static IOException failed(String what, Exception e) {
        return new IOException(what + StorageFailures.says(e), e);
    }

    /** The oldest segments, up to the first that is neither old enough nor too much. */
    private List<TieredLog.Sealed> due(List<TieredLog.Sealed> sealed, long nowMillis) {
        long oldMillis = nowMillis - settings.after().toMillis();
        long bytes = sealed.stream().mapToLong(TieredLog.Sealed::bytes).sum();
        List<TieredLog.Sealed> due = new ArrayList<>();
        for (TieredLog.Sealed segment : sealed) {
            if (segment.newestMillis() > oldMillis && bytes <= settings.localBytes()) {
                break;
            }
            bytes -= segment.bytes();
            due.add(segment);
        }
        return due;
    }

    private void move(TieredLog log, TieredLog.Sealed segment) throws IOException {
        String name = String.format(
                Locale.ROOT,
                "%sshard-%04d/segment/%020d/%s",
                prefix,
                log.shard(),
                segment.baseOffset(),
                UUID.randomUUID());
        Place place;
        try (TieredLog.Held held = log.hold(segment.baseOffset())) {
            if (held == null) {
                return; // the log has let it go
            }
            place = upload.run(held, segment.bytes(), name);
        }
        if (log.liesElsewhere(segment.baseOffset(), place)) {
            counters.movedSegments.increment();
            counters.movedBytes.add(segment.bytes());
        } else {
            sweep.due();
        }
    }
}
