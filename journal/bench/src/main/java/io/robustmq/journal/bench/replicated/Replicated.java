package io.robustmq.journal.bench.replicated;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.client.Appender;
import io.robustmq.journal.client.ClientSettings;
import io.robustmq.journal.client.JournalClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Appends a second, and how long one takes, to three servers on loopback: 64 producers over 16 shards of one group, each of which appends one
 * record of 256 B or 1 KiB and the next when it is acknowledged, which means that it is on the disks of two servers ({@code quorum-fsync}), or
 * in their memory ({@code quorum}).
 *
 * <pre>
 * ./mvnw -q -Pquick -DskipTests package -pl journal/bench,journal/server -am
 * java -cp journal/bench/target/benchmarks.jar io.robustmq.journal.bench.replicated.Replicated FOLDER [SECONDS [DURABILITY]]
 * </pre>
 *
 * From the top of the repository. The folder is for the servers' data, on the disk that is to be measured, and stays. A run warms up for
 * half of the seconds (20 unless given). What it prints: appends a second, the 50th and 99th percentile and the longest time of one in
 * milliseconds, and how much processor time the servers took for 1,000 appends.
 */
public final class Replicated {
    private static final Path JAR = Path.of("journal", "server", "target", "app", "journal.jar");
    private static final int PRODUCERS = 64;
    private static final int SHARDS = 16;
    private static final int[] SIZES = {256, 1_024};
    private static final double MILLION = 1e6;

    private Replicated() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 20;
        String durability = arguments.length > 2 ? arguments[2] : "quorum-fsync";
        try (ThreeServers servers = new ThreeServers(JAR, folder, durability);
                JournalClient client = new JournalClient(ClientSettings.of(servers.addresses()))) {
            for (int size : SIZES) {
                run(client, servers, size, Math.max(1, seconds / 2));
                double before = servers.processorSeconds();
                Times times = run(client, servers, size, seconds);
                times.print(size + " B, " + durability, seconds, servers.processorSeconds() - before);
            }
        }
    }

    private static Times run(JournalClient client, ThreeServers servers, int size, long seconds)
            throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        CountDownLatch running = new CountDownLatch(PRODUCERS);
        List<Producer> producers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            ShardRef shard = ShardRef.newBuilder()
                    .setGroup(servers.group())
                    .setShard(i % SHARDS)
                    .build();
            producers.add(new Producer(client.appender(shard), write(size, i), endNanos, running));
        }
        producers.forEach(Producer::next);
        running.await();
        Times times = new Times();
        for (Producer producer : producers) {
            producer.appender.close();
            times.add(producer.times);
        }
        return times;
    }

    private static Write write(int size, int producer) {
        byte[] value = new byte[size];
        new Random(producer).nextBytes(value);
        return Write.newBuilder()
                .addRecords(Record.newBuilder()
                        .setTimestampMillis(System.currentTimeMillis())
                        .setTopic(ByteString.copyFromUtf8("plant/" + producer + "/line/3/temperature"))
                        .setValue(ByteString.copyFrom(value)))
                .build();
    }

    /** One append at a time, until the time is over. A failed one ends the program: there is nothing to measure then. */
    private static final class Producer {
        private final Appender appender;
        private final List<Write> writes;
        private final long endNanos;
        private final CountDownLatch running;

        /** Of the thread that has the turn. */
        private final Times times = new Times();

        Producer(Appender appender, Write write, long endNanos, CountDownLatch running) {
            this.appender = appender;
            this.writes = List.of(write);
            this.endNanos = endNanos;
            this.running = running;
        }

        void next() {
            long begun = System.nanoTime();
            if (begun - endNanos > 0) {
                running.countDown();
                return;
            }
            appender.append(writes).whenCompleteAsync((done, fault) -> {
                if (fault != null) {
                    System.err.println("an append failed: " + fault.getMessage());
                    System.exit(1);
                }
                times.add(System.nanoTime() - begun);
                next();
            });
        }
    }

    /** How long appends took, in nanoseconds. */
    private static final class Times {
        private long[] nanos = new long[1 << 12];
        private int count;

        void add(long one) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = one;
        }

        void add(Times others) {
            for (int i = 0; i < others.count; i++) {
                add(others.nanos[i]);
            }
        }

        void print(String what, long seconds, double processorSeconds) {
            Arrays.sort(nanos, 0, count);
            System.out.printf(
                    "%s: %,d appends/s, p50 %.1f ms, p99 %.1f ms, longest %.1f ms, %.2f s of processor time for 1,000%n",
                    what,
                    count / seconds,
                    nanos[count / 2] / MILLION,
                    nanos[(int) (count * 0.99)] / MILLION,
                    nanos[count - 1] / MILLION,
                    processorSeconds * 1_000 / count);
        }
    }
}
