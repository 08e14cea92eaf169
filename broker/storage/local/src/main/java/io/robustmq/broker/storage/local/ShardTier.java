package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.tier.LostPartException;
import io.robustmq.broker.storage.tier.Place;
import io.robustmq.broker.storage.tier.Tier;
import io.robustmq.broker.storage.tier.TieredLog;
import io.robustmq.journal.storage.file.LostBytesException;
import io.robustmq.journal.storage.file.RemoteSegment;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.file.SegmentSource;
import io.robustmq.journal.storage.log.HeldSegment;
import io.robustmq.journal.storage.log.SegmentInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One shard's log and the tier, introduced to each other: to the log the tier is a {@link RemoteStore}, to the tier the log is
 * a {@link TieredLog}. The locator of a segment is the text of its {@link Place}. Thread-safe.
 *
 * <p>A segment may go when its changes are in the state on the disk, so a start never reads the tier.
 */
final class ShardTier implements RemoteStore, TieredLog {
    private final int shard;
    private final Tier tier;

    /** All places that a note in the log's folder may lead to. */
    private final Set<Place> places = ConcurrentHashMap.newKeySet();

    private volatile @Nullable ShardLog log;
    private volatile LongSupplier flushedOffset = () -> 0;

    ShardTier(int shard, Tier tier) {
        this.shard = shard;
        this.tier = tier;
    }

    /**
     * Before the tier starts.
     *
     * @param flushedOffset up to where the changes of the log are in the state on the disk
     */
    void serve(ShardLog opened, LongSupplier flushedOffset) {
        this.flushedOffset = flushedOffset;
        this.log = opened;
    }

    private ShardLog log() {
        return Objects.requireNonNull(log, "the tier has been started too early");
    }

    // ---- what the log asks

    @Override
    public SegmentSource open(RemoteSegment segment) throws IOException {
        Place place = place(segment);
        places.add(place);
        var there = tier.segment(place);
        return new SegmentSource() {
            @Override
            public String name() {
                return there.name();
            }

            @Override
            public int read(ByteBuffer to, long position) throws IOException {
                try {
                    return there.read(to, position);
                } catch (LostPartException lost) {
                    throw new LostBytesException(String.valueOf(lost.getMessage()), lost.from(), lost.to());
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void delete(RemoteSegment segment) throws IOException {
        places.remove(place(segment));
        tier.letGo();
    }

    private static Place place(RemoteSegment segment) throws IOException {
        try {
            return Place.parse(new String(segment.locator(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException("Where segment " + segment.baseOffset() + " lies cannot be understood", e);
        }
    }

    // ---- what the tier asks

    @Override
    public int shard() {
        return shard;
    }

    @Override
    public List<Sealed> sealed() {
        long flushed = flushedOffset.getAsLong();
        List<Sealed> sealed = new ArrayList<>();
        for (SegmentInfo segment : log().segments()) {
            switch (segment.state()) {
                case REMOTE -> {} // those before it have gone the same way
                case SEALED -> {
                    if (segment.endOffset() > flushed) {
                        return sealed;
                    }
                    sealed.add(new Sealed(segment.baseOffset(), segment.sizeBytes(), segment.maxTimestampMillis()));
                }
                case ROLLED, ACTIVE -> {
                    return sealed;
                }
            }
        }
        return sealed;
    }

    @Override
    public @Nullable Held hold(long baseOffset) {
        HeldSegment held = log().hold(baseOffset);
        return held == null
                ? null
                : new Held() {
                    @Override
                    public int read(ByteBuffer to, long position) throws IOException {
                        return held.read(to, position);
                    }

                    @Override
                    public void close() {
                        held.close();
                    }
                };
    }

    @Override
    public Collection<Place> elsewhere() {
        return places;
    }

    /** If this fails, the place stays among those that are needed: the note may have been written. */
    @Override
    public boolean liesElsewhere(long baseOffset, Place place) throws IOException {
        boolean moved;
        try {
            moved = log().moved(baseOffset, place.text().getBytes(StandardCharsets.UTF_8));
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (!moved) {
            places.remove(place);
        }
        return moved;
    }
}
