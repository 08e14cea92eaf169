package io.robustmq.broker.server.lifecycle;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Tells the core how full the heap is, and sees to it that "full" does not outlive its reason: a broker that refuses work
 * because the heap is full allocates little, so no collection would come to find that there is room again. When it has
 * been full for a minute, and every five minutes from then on, a collection is asked for.
 *
 * <p>Confined to the lane that asks.
 */
final class HeapGauge implements IntSupplier {

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long BETWEEN_COLLECTIONS_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final int fullPercent;
    private final IntSupplier reading;
    private final LongSupplier nanoTime;
    private final Runnable collect;
    private boolean full;
    private long collectAtNanos;

    /**
     * @param fullPercent from where on the broker refuses work because of it; 100 for never
     * @param reading used heap now, 0..100
     * @param collect starts a collection, without waiting for it
     */
    HeapGauge(int fullPercent, IntSupplier reading, LongSupplier nanoTime, Runnable collect) {
        this.fullPercent = fullPercent;
        this.reading = reading;
        this.nanoTime = nanoTime;
        this.collect = collect;
    }

    /** The gauge of this process. */
    static HeapGauge ofThisProcess(int fullPercent) {
        HeapPools pools = new HeapPools();
        return new HeapGauge(fullPercent, pools::percent, System::nanoTime, () -> Thread.ofPlatform()
                .name("heap-collection")
                .daemon()
                .start(System::gc));
    }

    @Override
    public int getAsInt() {
        int percent = reading.getAsInt();
        boolean wasFull = full;
        full = fullPercent < 100 && percent >= fullPercent;
        if (full) {
            onFull(wasFull, nanoTime.getAsLong());
        }
        return percent;
    }

    private void onFull(boolean wasFull, long now) {
        if (!wasFull) {
            collectAtNanos = now + PATIENCE_NANOS;
        } else if (now - collectAtNanos >= 0) {
            collectAtNanos = now + BETWEEN_COLLECTIONS_NANOS;
            collect.run();
        }
    }
}
