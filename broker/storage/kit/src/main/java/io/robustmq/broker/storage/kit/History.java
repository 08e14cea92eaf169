package io.robustmq.broker.storage.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.TopicSelection.Range;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * One random sequence of writes and questions, put to a shard and to a {@link Model}. One history of a storage whose data
 * lasts goes on where the last has left it; so each uses a shard of its own.
 */
final class History {
    private static final int STEPS = 150;
    private static final int SHARDS = 5;

    private final Bench bench;
    private final Random chance;
    private final int index;
    private final Model model = new Model();
    private Shard shard;

    /** Below this, records may go at any time: nobody needs them, as was said in this history, or in those before. */
    private long unneeded;

    History(Bench bench, long seed) {
        this.bench = bench;
        this.chance = new Random(seed);
        this.index = (int) (seed % SHARDS);
        this.shard = bench.open(SHARDS).shard(index);
        Answers.of(shard.write(WriteBatch.of(new StateChange.DeleteRange(new byte[0], new byte[0]))));
    }

    void play() {
        long start = shard.nextOffset(); // of this history
        unneeded = start;
        for (int step = 0; step < STEPS; step++) {
            switch (chance.nextInt(12)) {
                case 0, 1, 2, 3 -> writeSome();
                case 4 -> read(start);
                case 5 -> read(start, TopicSelection.ALL, 1 + chance.nextInt(50));
                case 6 -> page();
                case 7 -> get();
                case 8 -> last(start);
                case 9 -> offsetAt(start);
                case 10 -> {
                    if (chance.nextInt(3) == 0) {
                        trim();
                    }
                }
                default -> {
                    if (bench.lasts() && chance.nextInt(8) == 0) {
                        shard = bench.reopen().shard(index);
                    }
                }
            }
        }
    }

    /** Some writes at once, so that they meet in one group. */
    private void writeSome() {
        List<WriteBatch> batches = new ArrayList<>();
        List<CompletionStage<Written>> stages = new ArrayList<>();
        int count = 1 + chance.nextInt(4);
        for (int i = 0; i < count; i++) {
            WriteBatch batch = batch();
            batches.add(batch);
            stages.add(shard.write(batch));
        }
        for (int i = 0; i < count; i++) {
            if (model.accepts(batches.get(i))) {
                Written written = Answers.of(stages.get(i));
                assertThat(written.firstOffset()).isGreaterThanOrEqualTo(model.nextOffset());
                assertThat(written.nextOffset() - written.firstOffset())
                        .isEqualTo(batches.get(i).records().size());
                model.write(batches.get(i), written.firstOffset());
            } else {
                assertThat(Answers.refusal(stages.get(i)).kind()).isEqualTo(Kind.CONFLICT);
            }
        }
    }

    private WriteBatch batch() {
        List<LogRecord> records = new ArrayList<>();
        for (int i = chance.nextInt(6); i > 0; i--) {
            List<Header> headers = new ArrayList<>();
            for (int h = chance.nextInt(3); h > 0; h--) {
                headers.add(new Header("h" + chance.nextInt(3), bytes(chance.nextInt(5))));
            }
            byte[] key = chance.nextBoolean() ? bytes(chance.nextInt(2)) : null;
            int size = chance.nextInt(20) == 0 ? 20_000 : 50;
            records.add(new LogRecord(chance.nextInt(1_000), topic(), key, headers, bytes(chance.nextInt(size))));
        }
        List<StateChange> changes = new ArrayList<>();
        for (int i = chance.nextInt(4); i > 0; i--) {
            byte[] key = key();
            changes.add(
                    switch (chance.nextInt(8)) {
                        case 0 -> new StateChange.Delete(key);
                        case 1 -> new StateChange.DeleteRange(key(), chance.nextInt(10) == 0 ? new byte[0] : key());
                        case 2 -> new StateChange.Require(key, chance.nextInt(3) == 0 ? null : model.get(key));
                        default -> new StateChange.Put(key, bytes(chance.nextInt(30)));
                    });
        }
        return new WriteBatch(records, changes);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        chance.nextBytes(bytes);
        return bytes;
    }

    /** One of a few topics that lie close together. */
    private byte[] topic() {
        byte[] topic = new byte[1 + chance.nextInt(3)];
        for (int i = 0; i < topic.length; i++) {
            topic[i] = (byte) "a/b\0".charAt(chance.nextInt(4));
        }
        return topic;
    }

    /** One of a few keys that lie close together. */
    private byte[] key() {
        byte[] key = new byte[1 + chance.nextInt(2)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) new int[] {0, 1, 'k', 0x80, 0xFF}[chance.nextInt(5)];
        }
        return key;
    }

    private TopicSelection selection() {
        TreeSet<byte[]> ends = new TreeSet<>(Arrays::compareUnsigned);
        for (int i = chance.nextInt(5); i > 0; i--) {
            ends.add(topic());
        }
        List<Range> ranges = new ArrayList<>();
        List<byte[]> sorted = List.copyOf(ends);
        for (int i = 0; i < sorted.size(); i++) {
            boolean wide = chance.nextBoolean() && i + 1 < sorted.size();
            ranges.add(new Range(sorted.get(i), wide ? sorted.get(++i) : sorted.get(i)));
        }
        if (chance.nextInt(4) == 0) {
            byte[] from = sorted.isEmpty() ? new byte[0] : State.behind(sorted.getLast());
            ranges.add(new Range(from, new byte[0]));
        }
        int rest = chance.nextInt(3);
        return new TopicSelection() {
            @Override
            public List<Range> ranges() {
                return ranges;
            }

            @Override
            public boolean matches(byte[] topic) {
                return rest == 0 || topic.length % 2 == rest - 1;
            }
        };
    }

    private void read(long start) {
        TopicSelection topics = selection();
        read(Math.max(start, model.someOffset(chance)), topics, 1 + chance.nextInt(10));
    }

    private void read(long from, TopicSelection topics, int maxRecords) {
        long was;
        List<StoredRecord> found;
        do {
            was = shard.startOffset();
            found = Records.readAll(shard, from, topics, maxRecords);
        } while (shard.startOffset() != was); // some went meanwhile
        assertThat(was).isLessThanOrEqualTo(unneeded);
        model.trim(was);
        assertThat(found.stream().map(Records::full)).containsExactlyElementsOf(model.read(from, topics));
    }

    private void page() {
        byte[] from = chance.nextBoolean() ? new byte[0] : key();
        byte[] to = chance.nextBoolean() ? new byte[0] : key();
        assertThat(State.entries(shard, from, to, 1 + chance.nextInt(5))).isEqualTo(model.entries(from, to));
    }

    private void get() {
        byte[] key = key();
        assertThat(Answers.of(shard.get(key))).isEqualTo(model.get(key));
    }

    private void last(long start) {
        byte[] key = bytes(chance.nextInt(2));
        StoredRecord found = Answers.of(shard.last(key));
        String expected = model.last(key);
        if (expected != null) {
            assertThat(found).isNotNull();
            assertThat(Records.full(found)).isEqualTo(expected);
        } else {
            assertThat(found).matches(any -> any == null || any.offset() < start, "none, or of an earlier history");
        }
    }

    private void offsetAt(long start) {
        if (shard.startOffset() < start) {
            return; // earlier histories have times of their own
        }
        long time = chance.nextInt(1_100);
        assertThat(Answers.of(shard.offsetAt(time))).isEqualTo(model.offsetAt(time));
    }

    private void trim() {
        long before = model.someOffset(chance);
        long was = shard.startOffset();
        unneeded = Math.max(unneeded, before);
        long start = Answers.of(shard.trim(before));
        assertThat(start).isEqualTo(shard.startOffset());
        assertThat(start).isBetween(was, unneeded);
        model.trim(start);
    }
}
