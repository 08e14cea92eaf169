package io.robustmq.journal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.journal.storage.log.FlushPolicy;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.TopicRange;
import io.robustmq.journal.storage.record.TopicSelection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading: records a second at the tail, from the page cache; and how long it takes to find the first of 100
 * wanted records among 10,000,000.
 */
@State(Scope.Benchmark)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Reading {
    private static final int TAIL = 40_000;
    private static final int PAGE = 1_000;

    /** The last records, 100 bytes each. */
    @State(Scope.Benchmark)
    public static class Tail {
        final BenchLog log = BenchLog.create(LogSettings.DEFAULTS.with(s -> s.flush = new FlushPolicy.WhenRolled()));

        @Setup(Level.Trial)
        public void fill() {
            List<LogRecord> records = BenchLog.records(100, "plant/7/line/3/temperature", 100);
            log.appendAll(Collections.nCopies(TAIL / 100, records), 32);
        }

        @TearDown(Level.Trial)
        public void close() {
            log.close();
        }
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @OperationsPerInvocation(TAIL)
    public long tail(Tail tail) {
        long next = 0;
        long bytes = 0;
        while (next < TAIL) {
            RecordPage page = tail.log.log.read(ReadQuery.messages(next, TopicSelection.ALL, PAGE, 1 << 20));
            for (var stored : page.records()) {
                bytes += stored.record().value().length;
            }
            next = page.nextOffset();
        }
        return bytes;
    }

    /** 10,000,000 records of 100 bytes on 10,000 topics, 100 of them wanted. */
    @State(Scope.Benchmark)
    public static class Many {
        private static final int LISTS = 100_000;

        BenchLog log = BenchLog.create(LogSettings.DEFAULTS.with(s -> s.flush = new FlushPolicy.WhenRolled()));

        @Setup(Level.Trial)
        public void fill() {
            List<LogRecord> some = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                some.add(BenchLog.record("plant/" + i % 100 + "/line/" + i / 100 + "/temperature", 100));
            }
            List<List<LogRecord>> lists = new ArrayList<>();
            for (int i = 0; i < LISTS; i++) {
                List<LogRecord> list = some.subList(i % 100 * 100, i % 100 * 100 + 100);
                if (i % 1_000 == 999) {
                    list = new ArrayList<>(list);
                    list.set(50, BenchLog.record("wanted/" + i / 1_000, 100));
                }
                lists.add(list);
            }
            log.appendAll(lists, 64);
        }

        @TearDown(Level.Trial)
        public void close() {
            log.close();
        }
    }

    private static RecordPage first(Many many, TopicSelection wanted) {
        long next = 0;
        while (true) {
            RecordPage page = many.log.log.read(ReadQuery.messages(next, wanted, 1, 1 << 20));
            if (!page.records().isEmpty()) {
                return page;
            }
            next = page.nextOffset();
            if (page.atEnd()) {
                throw new IllegalStateException("Nothing found");
            }
        }
    }

    /** A selection made anew each time: no plan is there. */
    @Benchmark
    @BenchmarkMode({Mode.SingleShotTime, Mode.AverageTime})
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public RecordPage firstOfHundredByPrefix(Many many) {
        return first(many, TopicSelection.of(List.of(TopicRange.startingWith("wanted/".getBytes(UTF_8)))));
    }

    @Benchmark
    @BenchmarkMode({Mode.SingleShotTime, Mode.AverageTime})
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public RecordPage lastOfHundredByName(Many many) {
        return first(many, TopicSelection.exactly("wanted/99".getBytes(UTF_8)));
    }

    /** Every topic has to be asked: the first level is a wildcard. */
    @Benchmark
    @BenchmarkMode({Mode.SingleShotTime, Mode.AverageTime})
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public RecordPage firstOfHundredByPredicate(Many many) {
        return first(many, new TopicSelection() {
            @Override
            public List<TopicRange> ranges() {
                return List.of(TopicRange.ALL);
            }

            @Override
            public boolean matches(byte[] topic) {
                return topic[0] == 'w' && topic[topic.length - 1] == '9';
            }
        });
    }
}
