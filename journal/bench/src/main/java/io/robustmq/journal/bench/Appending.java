package io.robustmq.journal.bench;

import io.robustmq.journal.storage.log.FlushPolicy;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.record.LogRecord;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Records a second into one log: 1 KiB in appends of 64 KiB, each with an fsync of its own; and 100 bytes without fsync. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class Appending {
    private static final int BATCH = 63;
    private static final int SMALL_LIST = 100;
    private static final int LISTS = 100;

    private final List<LogRecord> kibibytes = BenchLog.records(BATCH, "plant/7/line/3/temperature", 1024);
    private final List<LogRecord> hundreds = BenchLog.records(SMALL_LIST, "plant/7/line/3/temperature", 100);

    /** One append at a time: a batch, a write and an fsync each. */
    @State(Scope.Benchmark)
    public static class Synced {
        @Param({"0", "4194304"})
        public int zeroBytes;

        BenchLog log;

        @Setup(Level.Trial)
        public void open() {
            log = BenchLog.create(LogSettings.DEFAULTS.with(s -> s.zeroBytes = zeroBytes));
        }

        @TearDown(Level.Trial)
        public void close() {
            log.close();
        }

        @TearDown(Level.Iteration)
        public void trim() {
            log.log.trim(log.log.nextOffset());
        }
    }

    @State(Scope.Benchmark)
    public static class Unsynced {
        final BenchLog log = BenchLog.create(LogSettings.DEFAULTS.with(s -> s.flush = new FlushPolicy.WhenRolled()));

        @Setup(Level.Iteration)
        public void trim() {
            log.log.trim(log.log.nextOffset());
        }

        @TearDown(Level.Trial)
        public void close() {
            log.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void kibibyteSynced(Synced synced) {
        synced.log.log.append(kibibytes).toCompletableFuture().join();
    }

    @Benchmark
    @OperationsPerInvocation(SMALL_LIST * LISTS)
    public void hundredBytesUnsynced(Unsynced unsynced) {
        unsynced.log.appendAll(Collections.nCopies(LISTS, hundreds), 32);
    }
}
