package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.stored.MessageFormat;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the logs of all shards for one reader, a session's or a shared subscription, a page at a time: one shard after the
 * other, so that none that cannot be read keeps the others waiting. A shard that is damaged is asked again in a while, which
 * doubles each time up to about a minute. Confined to the reader's lane.
 */
public final class PageReader {
    private static final int PAGE_MESSAGES = 128;
    private static final int PAGE_BYTES = 256 * 1024;

    /** Of {@link LaneStorage#ticks}, which come about ten times a second. */
    private static final int LONGEST_PAUSE_TICKS = 600;

    private final LaneStorage storage;
    private final LaneCounters counters;
    private final boolean countsLoss;
    private final Cursor[] cursors;

    /** The shard to look at first. */
    private int turn;

    /** For each shard, how long it is not asked; null as long as none had to be. */
    private Pause @Nullable [] pauses;

    /** @param countsLoss whether what limits of the log take before it is read counts as overtaken */
    public PageReader(LaneStorage storage, LaneCounters counters, boolean countsLoss) {
        this.storage = storage;
        this.counters = counters;
        this.countsLoss = countsLoss;
        this.cursors = new Cursor[storage.shards()];
        for (int shard = 0; shard < cursors.length; shard++) {
            cursors[shard] = new Cursor(shard);
        }
    }

    /**
     * @param ticks how long it was when the shard was last found damaged; 0 if a page was read since
     * @param until the tick from which on the shard is asked again
     */
    private record Pause(int ticks, long until) {
        static final Pause NONE = new Pause(0, 0);
    }

    /** One for each shard, live to begin with; do not change the array. */
    public Cursor[] cursors() {
        return cursors;
    }

    public Cursor cursor(int shard) {
        return cursors[shard];
    }

    // ---- pages

    /** Whether a page of any shard is being read. */
    public boolean isReading() {
        for (Cursor cursor : cursors) {
            if (cursor.isReading()) {
                return true;
            }
        }
        return false;
    }

    /** A shard whose turn it is to be read from, or null if there is none, or none that may be asked now. */
    public @Nullable Cursor next() {
        for (int i = 0; i < cursors.length; i++) {
            Cursor cursor = cursors[(turn + i) % cursors.length];
            if (cursor.isBehind() && !isPausing(cursor.shard())) {
                turn = cursor.shard() + 1;
                return cursor;
            }
        }
        return null;
    }

    /** There is nothing to read: all take what arrives. */
    public void goLive() {
        for (Cursor cursor : cursors) {
            if (cursor.isBehind()) {
                cursor.goLive();
            }
        }
    }

    /**
     * Reads a page of a shard.
     *
     * @param from an offset not below that of the cursor
     * @param then gets the answer, to be followed by {@link #onPage} or {@link Cursor#readingFailed}
     */
    public void read(Cursor cursor, long from, TopicSelection topics, Consumer<Read> then) {
        cursor.startReading();
        storage.read(cursor.shard(), new ReadRequest(from, topics, PAGE_MESSAGES, PAGE_BYTES), then);
    }

    /** Everything wanted of a page has been taken. */
    public void onPage(Cursor cursor, Read.Page page) {
        if (page.isCutOff() && countsLoss) {
            counters.overtaken++;
        }
        if (pauses != null) {
            pauses[cursor.shard()] = Pause.NONE;
        }
        cursor.onPage(page.records().nextOffset(), page.records().atEnd(), storage.arrived(cursor.shard()));
    }

    // ---- one message

    /**
     * Reads the message at a place.
     *
     * @param then gets the answer; {@link #message(Read.Page, long)} finds the message in it
     */
    public void readOne(long place, Consumer<Read> then) {
        storage.read(Place.shard(place), new ReadRequest(Place.offset(place), TopicSelection.ALL, 1, 1), then);
    }

    /** The message at a place, or null if it is not there any more, or cannot be understood. */
    public @Nullable Message message(Read.Page page, long place) {
        List<StoredRecord> records = page.records().records();
        boolean isThere = !records.isEmpty() && records.getFirst().offset() == Place.offset(place);
        return isThere ? message(records.getFirst()) : null;
    }

    /** What a record says, or null if it cannot be understood; that is counted. */
    public @Nullable Message message(StoredRecord stored) {
        try {
            return MessageFormat.toMessage(stored.record());
        } catch (StoredFormatException _) {
            counters.dropped(Drop.UNREADABLE);
            return null;
        }
    }

    // ---- shards that cannot be read

    /** A shard was found damaged: it is not asked for a while. */
    public void pause(int shard) {
        int ticks = Math.clamp(2L * pauseTicks(shard), 1, LONGEST_PAUSE_TICKS);
        pause(shard, ticks, ticks);
    }

    /** A shard could not be read just now: each other has its turn before it is asked again. */
    public void pass(int shard) {
        pause(shard, pauseTicks(shard), cursors.length);
    }

    private int pauseTicks(int shard) {
        return pauses == null ? 0 : pauses[shard].ticks();
    }

    private void pause(int shard, int ticks, int now) {
        if (isPausing(shard)) {
            return; // found by several reads at once
        }
        Pause[] known = pauses;
        if (known == null) {
            known = new Pause[cursors.length];
            Arrays.fill(known, Pause.NONE);
            pauses = known;
        }
        known[shard] = new Pause(ticks, storage.ticks() + now);
    }

    /** Whether a shard is not to be asked now. */
    public boolean isPausing(int shard) {
        return pauses != null && pauses[shard].until() > storage.ticks();
    }

    /** Whether any is, so that nothing but time will have it asked again. */
    public boolean isAnyPausing() {
        if (pauses == null) {
            return false;
        }
        for (Pause pause : pauses) {
            if (pause.until() > storage.ticks()) {
                return true;
            }
        }
        return false;
    }
}
