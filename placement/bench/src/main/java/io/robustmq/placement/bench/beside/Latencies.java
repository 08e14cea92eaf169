package io.robustmq.placement.bench.beside;

import java.util.Arrays;

/** Collects nanoseconds from several threads. */
final class Latencies {

    private static final int FIRST_SIZE = 1 << 20;

    private long[] values = new long[FIRST_SIZE];
    private int count;

    synchronized void add(long nanos) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = nanos;
    }

    synchronized void clear() {
        count = 0;
    }

    synchronized long[] sorted() {
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
