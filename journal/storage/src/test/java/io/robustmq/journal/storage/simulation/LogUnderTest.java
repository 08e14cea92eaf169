package io.robustmq.journal.storage.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.journal.storage.commit.Committer;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.log.Appended;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.log.SegmentedLog;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A log on a simulated disk whose committer is driven by hand and whose background work is done at once. */
public final class LogUnderTest {
    public static final LogSettings SMALL = LogSettings.DEFAULTS.with(s -> {
        s.segmentBytes = 64 << 10;
        s.batchBytes = 1 << 10;
        s.blockBytes = 1 << 10;
        s.zeroBytes = 0;
        s.checkpointBytes = 1 << 30;
        s.scanBytes = 64 << 10;
    });

    public final SimulatedFolder disk;
    public final LogSettings settings;
    public final Committer committer = new Committer(() -> {});
    public final SegmentedLog log;
    public long now = 1_000_000;

    private LogUnderTest(SimulatedFolder disk, RemoteStore remotes, LogSettings settings) {
        this(disk, remotes, settings, Runnable::run);
    }

    private LogUnderTest(SimulatedFolder disk, RemoteStore remotes, LogSettings settings, Executor background) {
        this.disk = disk;
        this.settings = settings;
        this.log = SegmentedLog.open(disk, remotes, settings, committer, background, 0, now);
    }

    public static LogUnderTest open() {
        return open(new SimulatedFolder());
    }

    public static LogUnderTest open(SimulatedFolder disk) {
        return new LogUnderTest(disk, RemoteStore.NONE, SMALL);
    }

    public static LogUnderTest open(SimulatedFolder disk, RemoteStore remotes) {
        return new LogUnderTest(disk, remotes, SMALL);
    }

    public static LogUnderTest openWith(Consumer<LogSettings.Draft> change) {
        return new LogUnderTest(new SimulatedFolder(), RemoteStore.NONE, SMALL.with(change));
    }

    /** @param background gets what is otherwise done at once */
    public static LogUnderTest openWith(Consumer<LogSettings.Draft> change, Executor background) {
        return new LogUnderTest(new SimulatedFolder(), RemoteStore.NONE, SMALL.with(change), background);
    }

    public static LogRecord record(String topic, String value) {
        return LogRecord.message(1, topic.getBytes(UTF_8), null, List.of(), value.getBytes(UTF_8));
    }

    public static LogRecord keyed(String key, String value) {
        return LogRecord.message(1, "t".getBytes(UTF_8), key.getBytes(UTF_8), List.of(), value.getBytes(UTF_8));
    }

    /** Appends without a turn of the committer. */
    public CompletableFuture<Appended> offer(LogRecord... records) {
        return log.append(List.of(records)).toCompletableFuture();
    }

    public Appended append(LogRecord... records) {
        CompletableFuture<Appended> answer = offer(records);
        turn();
        return answer.join();
    }

    /** Appends one record at a time. */
    public void appendEach(int count) {
        for (int i = 0; i < count; i++) {
            append(record("t/" + i % 10, "value " + i));
        }
    }

    public void turn() {
        committer.turn(now);
    }

    public void roll() {
        log.roll();
        turn();
    }

    public void close() {
        CompletableFuture<Void> finished = log.finish().toCompletableFuture();
        while (!finished.isDone()) {
            turn();
        }
        log.close();
    }

    /** Values of all messages. */
    public List<String> values() {
        return values(TopicSelection.ALL);
    }

    public List<String> values(TopicSelection topics) {
        List<String> values = new ArrayList<>();
        for (StoredRecord stored : read(topics)) {
            values.add(new String(stored.record().value(), UTF_8));
        }
        return values;
    }

    public List<StoredRecord> read(TopicSelection topics) {
        List<StoredRecord> all = new ArrayList<>();
        long next = 0;
        boolean atEnd = false;
        while (!atEnd) {
            RecordPage page = log.read(ReadQuery.messages(next, topics, 100, 10_000));
            all.addAll(page.records());
            next = page.nextOffset();
            atEnd = page.atEnd();
        }
        return all;
    }
}
