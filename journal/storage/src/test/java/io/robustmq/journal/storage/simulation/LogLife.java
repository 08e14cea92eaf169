package io.robustmq.journal.storage.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.commit.Committer;
import io.robustmq.journal.storage.format.Compression;
import io.robustmq.journal.storage.log.Appended;
import io.robustmq.journal.storage.log.FlushPolicy;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.log.Retention;
import io.robustmq.journal.storage.log.SegmentInfo;
import io.robustmq.journal.storage.log.SegmentedLog;
import io.robustmq.journal.storage.record.Header;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicRange;
import io.robustmq.journal.storage.record.TopicSelection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A log on a simulated disk, used at random, beside a model of it: a list. Between lives it is closed, killed or loses power;
 * what it holds then must be what the model allows.
 */
final class LogLife {
    private final Random random;
    private final LogSettings settings;
    private final boolean promisesDisk;
    private final ArrayDeque<Runnable> background = new ArrayDeque<>();

    /** All records that may be there, by offset; null where one was compacted away. */
    private final List<LogRecord> model = new ArrayList<>();

    /** Where in the model appends end: a crash may leave no part of one. */
    private final List<Integer> appendEnds = new ArrayList<>();

    private final List<Flight> flights = new ArrayList<>();
    private int promised;
    private long start;

    /** Offsets that a compaction was about to leave out when the power failed. */
    private final Set<Integer> perhapsGone = new HashSet<>();

    /** Offsets that a compaction has left out; until the log is opened anew they may still be read from memory. */
    private final Set<Integer> gone = new HashSet<>();

    private long now = 1_000_000;
    private SimulatedFolder disk = new SimulatedFolder();
    private Committer committer = new Committer(() -> {});
    private SegmentedLog log;
    private int serial;

    private record Flight(int firstInModel, int count, CompletableFuture<Appended> answer) {}

    LogLife(Random random, FlushPolicy flush) {
        this.random = random;
        this.promisesDisk = flush instanceof FlushPolicy.EveryCommit;
        this.settings = LogSettings.DEFAULTS.with(s -> {
            s.flush = flush;
            s.compression =
                    List.of(Compression.NONE, Compression.LZ4, Compression.ZSTD).get(random.nextInt(3));
            s.segmentBytes = 64 << 10;
            s.batchBytes = 1 << (10 + random.nextInt(4));
            s.blockBytes = 1 << (10 + random.nextInt(3));
            s.commitBytes = 1 << (11 + random.nextInt(5));
            s.zeroBytes = random.nextBoolean() ? 0 : 8 << 10;
            s.checkpointBytes = 64 << 10;
            s.scanBytes = 64 << 10;
            s.maxTopicsExamined = random.nextInt(4) == 0 ? 3 : 1_000;
            s.indexCacheBytes = random.nextInt(3) == 0 ? 0 : 1_000;
        });
    }

    /** Returns how often the power failed. */
    int live(int lives) {
        int lost = 0;
        log = open();
        for (int life = 0; life < lives; life++) {
            boolean loses = random.nextInt(4) > 0;
            if (loses) {
                disk.losePowerAfter(1 + random.nextInt(120));
            }
            int steps = random.nextInt(80);
            for (int step = 0; step < steps && disk.hasPower(); step++) {
                step();
            }
            if (!disk.hasPower()) {
                lost++;
            }
            end();
            log = open();
            requireModel();
        }
        return lost;
    }

    private SegmentedLog open() {
        committer = new Committer(() -> {});
        background.clear();
        return SegmentedLog.open(disk, settings, committer, background::add, now);
    }

    private void step() {
        now += random.nextInt(30);
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> append();
            case 9, 10, 11, 12 -> turn();
            case 13, 14, 15 -> runBackground();
            case 16 -> trim();
            case 17 -> log.roll();
            case 18 -> compact();
            default -> readSomething();
        }
    }

    private void turn() {
        committer.turn(now);
        for (Flight flight : flights) {
            if (!flight.answer.isDone()) {
                break;
            }
            if (!flight.answer.isCompletedExceptionally()) {
                Appended done = flight.answer.join();
                assertThat(done.firstOffset()).isEqualTo(flight.firstInModel);
                assertThat(done.nextOffset()).isEqualTo(flight.firstInModel + flight.count);
                promised = flight.firstInModel + flight.count;
                assertThat(log.nextOffset()).isGreaterThanOrEqualTo(promised);
            }
        }
        flights.removeIf(flight -> flight.answer.isDone());
    }

    private void append() {
        List<LogRecord> records = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextInt(6) == 0 ? 30 : 4);
        for (int i = 0; i < count; i++) {
            records.add(record());
        }
        CompletableFuture<Appended> answer = log.append(records).toCompletableFuture();
        if (answer.isCompletedExceptionally()) {
            return;
        }
        flights.add(new Flight(model.size(), count, answer));
        model.addAll(records);
        appendEnds.add(model.size());
    }

    private LogRecord record() {
        int number = serial++;
        byte[] value = new byte[random.nextInt(random.nextInt(10) == 0 ? 3_000 : 100)];
        if (random.nextBoolean()) {
            random.nextBytes(value);
        }
        return new LogRecord(
                (byte) (random.nextInt(5) == 0 ? 3 : 0),
                now,
                ("t/" + random.nextInt(12)).getBytes(UTF_8),
                random.nextInt(3) == 0 ? ("k" + random.nextInt(8)).getBytes(UTF_8) : null,
                random.nextInt(4) == 0 ? List.of(new Header("n" + number, value)) : List.of(),
                value);
    }

    private void runBackground() {
        Runnable task = background.poll();
        if (task != null) {
            task.run();
        }
    }

    private void trim() {
        try {
            if (random.nextBoolean()) {
                start = log.trim(random.nextInt(promised + 1));
            } else {
                start = log.retain(new Retention(Retention.UNLIMITED, 100_000 + random.nextInt(100_000)), now);
            }
        } catch (LogException failed) {
            assertThat(disk.hasPower()).as("%s", failed).isFalse(); // what was dropped may be there again
        }
    }

    /** Of the keys in sealed segments the last record stays. */
    private void compact() {
        List<Integer> replaced = new ArrayList<>();
        Set<String> later = new HashSet<>();
        for (SegmentInfo segment : log.segments().reversed()) {
            if (segment.state() == SegmentInfo.State.SEALED) {
                for (int offset = (int) segment.endOffset() - 1; offset >= segment.baseOffset(); offset--) {
                    LogRecord record = model.get(offset);
                    if (record != null
                            && record.key() != null
                            && !later.add(record.kind() + new String(record.key(), UTF_8))) {
                        replaced.add(offset);
                    }
                }
            }
        }
        try {
            log.compact(now);
            gone.addAll(replaced);
        } catch (LogException failed) {
            assertThat(disk.hasPower()).as("%s", failed).isFalse();
            perhapsGone.addAll(replaced);
        }
    }

    private void end() {
        if (!disk.hasPower()) {
            disk = disk.afterPowerLoss(random);
            if (!promisesDisk) {
                promised = 0;
            }
        } else if (random.nextBoolean()) {
            turn();
            disk = disk.afterKill();
        } else {
            CompletableFuture<Void> finished = log.finish().toCompletableFuture();
            while (!finished.isDone()) {
                turn();
            }
            turn();
            log.close();
            disk = disk.afterKill();
        }
    }

    /** The log holds what was promised; and no more than was appended, in whole appends. */
    private void requireModel() {
        flights.clear();
        int end = (int) log.nextOffset();
        assertThat(end).as("what was promised").isGreaterThanOrEqualTo(promised);
        assertThat(end).as("what was appended").isLessThanOrEqualTo(model.size());
        assertThat(end == 0 || appendEnds.contains(end))
                .as("whole appends: %s", end)
                .isTrue();
        assertThat(log.startOffset()).isBetween(Math.min(start, end), (long) end);
        start = log.startOffset();
        model.subList(end, model.size()).clear();
        appendEnds.removeIf(appendEnd -> appendEnd > end);
        promised = end;
        settlePerhapsGone();
        readAll(TopicSelection.ALL, ReadQuery.ALL_KINDS);
        for (int i = 0; i < 3; i++) {
            readSomething();
        }
        requireKeysAndTimes();
    }

    private void settlePerhapsGone() {
        for (int offset : perhapsGone) {
            RecordPage page = offset < start || offset >= model.size()
                    ? null
                    : log.read(new ReadQuery(offset, TopicSelection.ALL, ReadQuery.ALL_KINDS, 1, 1));
            if (page != null
                    && (page.records().isEmpty() || page.records().getFirst().offset() != offset)) {
                model.set(offset, null);
            }
        }
        perhapsGone.clear();
        gone.forEach(offset -> model.set(offset, null));
        gone.clear();
    }

    private void readSomething() {
        TopicSelection topics =
                switch (random.nextInt(3)) {
                    case 0 -> TopicSelection.exactly(("t/" + random.nextInt(14)).getBytes(UTF_8));
                    case 1 -> odd();
                    default -> TopicSelection.ALL;
                };
        readAll(topics, random.nextBoolean() ? ReadQuery.MESSAGES : ReadQuery.ALL_KINDS);
    }

    /** Topics whose last byte is odd, in two ranges. */
    private static TopicSelection odd() {
        return new TopicSelection() {
            @Override
            public List<TopicRange> ranges() {
                return List.of(
                        TopicRange.startingWith("t/1".getBytes(UTF_8)),
                        new TopicRange("t/3".getBytes(UTF_8), new byte[0]));
            }

            @Override
            public boolean matches(byte[] topic) {
                return topic[topic.length - 1] % 2 == 1;
            }
        };
    }

    private void readAll(TopicSelection topics, long kinds) {
        long end = log.nextOffset();
        long from = start + (end > start ? random.nextInt((int) (end - start)) : 0);
        List<Long> expected = new ArrayList<>();
        for (long offset = from; offset < end; offset++) {
            LogRecord record = model.get((int) offset);
            if (record != null && topics.wants(record.topic()) && (kinds & ReadQuery.kind(record.kind())) != 0) {
                expected.add(offset);
            }
        }
        List<Long> found = new ArrayList<>();
        long next = from;
        boolean atEnd = false;
        while (!atEnd) {
            RecordPage page =
                    log.read(new ReadQuery(next, topics, kinds, 1 + random.nextInt(20), random.nextInt(4_000)));
            for (StoredRecord stored : page.records()) {
                found.add(stored.offset());
                assertThat(same(stored.record(), model.get((int) stored.offset())))
                        .as("record %s", stored.offset())
                        .isTrue();
            }
            assertThat(page.nextOffset()).isGreaterThanOrEqualTo(next);
            assertThat(page.atEnd() || page.nextOffset() > next).isTrue();
            next = page.nextOffset();
            atEnd = page.atEnd();
        }
        assertThat(next).isEqualTo(end);
        found.removeIf(offset -> gone.contains(offset.intValue()) || perhapsGone.contains(offset.intValue()));
        expected.removeIf(offset -> gone.contains(offset.intValue()) || perhapsGone.contains(offset.intValue()));
        assertThat(found).isEqualTo(expected);
    }

    private void requireKeysAndTimes() {
        for (int k = 0; k < 8; k++) {
            byte[] key = ("k" + k).getBytes(UTF_8);
            StoredRecord last = log.last(LogRecord.MESSAGE, key);
            long expected = -1;
            for (int offset = (int) start; offset < model.size(); offset++) {
                LogRecord record = model.get(offset);
                if (record != null && record.kind() == 0 && record.key() != null && Arrays.equals(record.key(), key)) {
                    expected = offset;
                }
            }
            assertThat(last == null ? -1 : last.offset()).as("key k%s", k).isEqualTo(expected);
        }
        long time = now - random.nextInt(3_000);
        OptionalLong expected = OptionalLong.empty();
        for (int offset = (int) start; offset < model.size() && expected.isEmpty(); offset++) {
            LogRecord record = model.get(offset);
            if (record != null && record.timestampMillis() >= time) {
                expected = OptionalLong.of(offset);
            }
        }
        assertThat(log.offsetAt(time, ReadQuery.ALL_KINDS)).as("time %s", time).isEqualTo(expected);
    }

    private static boolean same(LogRecord one, LogRecord other) {
        return one.kind() == other.kind()
                && one.timestampMillis() == other.timestampMillis()
                && Arrays.equals(one.topic(), other.topic())
                && Arrays.equals(one.key(), other.key())
                && Arrays.equals(one.value(), other.value())
                && one.headers().size() == other.headers().size()
                && (one.headers().isEmpty()
                        || (one.headers()
                                        .getFirst()
                                        .name()
                                        .equals(other.headers().getFirst().name())
                                && Arrays.equals(
                                        one.headers().getFirst().value(),
                                        other.headers().getFirst().value())));
    }
}
