package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.s3.store.ObjectStore.Listed;
import io.robustmq.broker.storage.service.LimitedCache;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The tier of one broker: one thread that looks at the logs from time to time, moves what is due, one segment after the
 * other, and deletes what no log needs. Writing does not know of it; a tier that is away leaves segments where they are.
 *
 * <p>A segment is brought over, read back, and only then is its log told, which writes that down before it deletes its file.
 * So a crash leaves the segment in at least one place, and at worst also objects that no log knows; these are deleted by the
 * second look that finds them so.
 */
public final class Tier implements AutoCloseable {
    private static final int PART_BYTES = 8 << 20;
    private static final int LIST_AT_A_TIME = 1_000;

    private final TierSettings settings;
    private final String prefix;
    private final ObjectStore store;
    private final List<TieredLog> logs;
    private final LimitedCache<byte[]> cache;
    private final Patience patience;
    private final Upload upload;
    private final Object pace = new Object();
    private final Thread thread;

    /** Found without a log that needs them, by the last look. The thread's. */
    private Set<String> strays = new HashSet<>();

    private volatile String trouble = "";
    private boolean closed;

    private Tier(TierSettings settings, String owner, ObjectStore store, List<TieredLog> logs, int partBytes) {
        this.settings = settings;
        this.prefix = settings.prefix() + owner + "/";
        this.store = store;
        this.logs = logs;
        this.cache = new LimitedCache<>(settings.cacheBytes(), block -> block.length);
        this.patience = new Patience(settings.timeout().toMillis());
        this.upload = new Upload(store, settings.timeout().toMillis(), partBytes);
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
        return new RemoteSegment(place, store, cache, patience);
    }

    /** What is wrong with the tier, in plain words; empty if all is well. For health. */
    public String trouble() {
        return trouble.isEmpty() ? patience.trouble() : trouble;
    }

    /** Ends what is being moved after its next step; it is moved anew by the next start. */
    @Override
    public void close() {
        synchronized (pace) {
            closed = true;
            pace.notifyAll();
        }
        thread.interrupt();
        try {
            thread.join(settings.timeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    private void run() {
        while (true) {
            try {
                look(System.currentTimeMillis());
                trouble = "";
            } catch (IOException | RuntimeException e) {
                trouble = "Old segments cannot be moved: " + StorageFailures.says(e);
            }
            synchronized (pace) {
                if (closed) {
                    return;
                }
                try {
                    pace.wait(settings.interval().toMillis());
                } catch (InterruptedException e) {
                    return;
                }
                if (closed) {
                    return;
                }
            }
        }
    }

    /** One look at everything: moves what is due, deletes what nobody needs. */
    void look(long nowMillis) throws IOException {
        for (TieredLog log : logs) {
            for (TieredLog.Sealed segment : due(log.sealed(), nowMillis)) {
                move(log, segment);
            }
        }
        sweep();
    }

    /** The oldest segments, up to the first that is neither old enough nor too much. */
    private List<TieredLog.Sealed> due(List<TieredLog.Sealed> sealed, long nowMillis) {
        long bytes = sealed.stream().mapToLong(TieredLog.Sealed::bytes).sum();
        List<TieredLog.Sealed> due = new ArrayList<>();
        for (TieredLog.Sealed segment : sealed) {
            boolean isOld =
                    nowMillis - segment.newestMillis() >= settings.after().toMillis();
            if (!isOld && bytes <= settings.localBytes()) {
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
        try {
            place = upload.run(segment, name);
        } catch (java.nio.file.NoSuchFileException e) {
            return; // the log has let it go
        }
        log.liesElsewhere(segment.baseOffset(), place);
    }

    private void sweep() {
        Set<String> needed = new HashSet<>();
        for (TieredLog log : logs) {
            log.elsewhere().forEach(place -> needed.add(place.name()));
        }
        Set<String> found = new HashSet<>();
        List<String> delete = new ArrayList<>();
        String after = "";
        List<Listed> listed;
        do {
            listed = await(store.list(prefix, after, LIST_AT_A_TIME));
            for (Listed object : listed) {
                String upload = object.name().substring(0, object.name().lastIndexOf('/'));
                if (!needed.contains(upload)) {
                    found.add(upload);
                    if (strays.contains(upload)) {
                        delete.add(object.name());
                    }
                }
                after = object.name();
            }
            await(store.delete(delete));
            delete.clear();
        } while (listed.size() == LIST_AT_A_TIME);
        strays = found;
    }

    private <T> T await(java.util.concurrent.CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(4 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, "Interrupted", e);
        } catch (TimeoutException e) {
            throw new StorageException(Kind.UNAVAILABLE, "The tier (" + store + ") does not answer", e);
        } catch (ExecutionException e) {
            throw StorageFailures.of(e);
        }
    }
}
