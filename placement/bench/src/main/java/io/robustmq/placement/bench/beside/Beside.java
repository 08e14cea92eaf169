package io.robustmq.placement.bench.beside;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The loads:
 *
 * <ul>
 *   <li>{@code put}: writes a second and their latency;
 *   <li>{@code failover --kill PID}: writes all the time, kills that process with SIGKILL after the warm-up, and tells how long nothing
 *       was acknowledged;
 *   <li>{@code watch}: writes all keys, opens watchers, then changes single keys and tells how long each change took to reach the last
 *       of the watchers, from the moment it was sent.
 * </ul>
 *
 * {@code java -cp placement/bench/target/benchmarks.jar io.robustmq.placement.bench.beside.Beside put --target etcd --members
 * 127.0.0.1:2379}.
 */
public final class Beside {

    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration IMPATIENT = Duration.ofMillis(500);

    private final Options options;
    private final Target target;
    private final Connections connections;

    private Beside(Options options) {
        this.options = options;
        this.target = Target.named(options.text("target"));
        this.connections = new Connections(options.members(), options.number("connections"));
    }

    public static void main(String[] args) throws Exception {
        try {
            Beside beside = new Beside(Options.parse(args));
            switch (beside.options.load()) {
                case "put" -> beside.put();
                case "failover" -> beside.failOver();
                case "watch" -> beside.watch();
                default -> throw new IllegalArgumentException("load '" + args[0] + "': put, failover or watch");
            }
            System.exit(0);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private void put() throws InterruptedException {
        Latencies latencies = new Latencies();
        Writers writers =
                new Writers(target, connections, options, PATIENT, (client, begin, end) -> latencies.add(end - begin));
        writers.start();
        TimeUnit.SECONDS.sleep(options.number("warmup"));
        latencies.clear();
        writers.failed();
        long begin = System.nanoTime();
        TimeUnit.SECONDS.sleep(options.number("seconds"));
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] sorted = latencies.sorted();
        int failed = writers.failed();
        writers.stop();
        print(
                "%s put: %.0f writes/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms, %d failed",
                options.text("target"),
                sorted.length / seconds,
                millis(sorted, 0.5),
                millis(sorted, 0.99),
                millis(sorted, 1),
                failed);
    }

    private void failOver() throws Exception {
        AtomicLong last = new AtomicLong(System.nanoTime());
        AtomicLong longest = new AtomicLong();
        AtomicLong count = new AtomicLong();
        Writers writers = new Writers(target, connections, options, IMPATIENT, (client, begin, end) -> {
            long before = last.getAndAccumulate(end, Math::max);
            longest.accumulateAndGet(end - before, Math::max);
            count.incrementAndGet();
        });
        writers.start();
        TimeUnit.SECONDS.sleep(options.number("warmup"));
        long ordinary = longest.getAndSet(0);
        int status = new ProcessBuilder("kill", "-9", options.text("kill"))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalArgumentException("--kill " + options.text("kill") + ": no such process");
        }
        TimeUnit.SECONDS.sleep(options.number("seconds"));
        print(
                "%s failover: nothing acknowledged for %.0f ms (%.0f ms at most before), %d writes in all",
                options.text("target"), longest.get() / 1e6, ordinary / 1e6, count.get());
        writers.stop();
    }

    private void watch() throws InterruptedException {
        for (int i = 0; i < options.number("keys"); i += options.number("clients")) {
            int from = i;
            int to = Math.min(options.number("keys"), i + options.number("clients"));
            CountDownLatch written = new CountDownLatch(to - from);
            IntStream.range(from, to).forEach(key -> putOnce(key, written));
            await(written, "the keys");
        }
        int watchers = options.number("watchers");
        CountDownLatch started = new CountDownLatch(watchers);
        AtomicInteger reached = new AtomicInteger();
        AtomicLong lastNanos = new AtomicLong();
        for (int i = 0; i < watchers; i++) {
            target.watch(connections.of(i, i), "bench.", started::countDown, count -> {
                lastNanos.accumulateAndGet(System.nanoTime(), Math::max);
                reached.addAndGet(count);
            });
        }
        await(started, "the watchers");
        int uncounted = options.number("warmup") * options.number("rate");
        long[] spread = new long[options.number("seconds") * options.number("rate")];
        for (int i = -uncounted; i < spread.length; i++) {
            reached.set(0);
            lastNanos.set(0);
            long begin = System.nanoTime();
            CountDownLatch written = new CountDownLatch(1);
            putOnce(Math.floorMod(i * 7919, options.number("keys")), written);
            await(written, "a change");
            while (reached.get() < watchers) {
                if (System.nanoTime() - begin > PATIENT.toNanos()) {
                    throw new IllegalStateException(reached.get() + " of " + watchers + " have heard of a change");
                }
                TimeUnit.MICROSECONDS.sleep(200);
            }
            if (i >= 0) {
                spread[i] = lastNanos.get() - begin;
            }
            TimeUnit.MILLISECONDS.sleep(1_000 / options.number("rate"));
        }
        Arrays.sort(spread);
        print(
                "%s watch: a change reached all %d watchers on %d keys in p50 %.1f ms, p99 %.1f ms, max %.1f ms (%d changes)",
                options.text("target"),
                watchers,
                options.number("keys"),
                millis(spread, 0.5),
                millis(spread, 0.99),
                millis(spread, 1),
                spread.length);
    }

    private void putOnce(int key, CountDownLatch written) {
        target.put(connections.of(key, 0), "bench." + key, options.value(), PATIENT, Answers.once(written));
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(what + ": not in 60 s");
        }
    }

    private static double millis(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
