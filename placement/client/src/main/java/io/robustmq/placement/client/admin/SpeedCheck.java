package io.robustmq.placement.client.admin;

import io.robustmq.placement.api.v1.Change;
import io.robustmq.placement.api.v1.Config;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.WriteRequest;
import io.robustmq.placement.client.PlacementClient;
import io.robustmq.placement.client.call.Rpc;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.image.WatchEvent;
import io.robustmq.placement.client.watch.WatchListener;
import io.robustmq.placement.client.watch.Watching;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * How many writes a placement centre acknowledges: {@value #WRITERS} clients, each with a key of its own and one write under way, and one who
 * watches. The keys are taken away in the end; the revisions stay.
 */
final class SpeedCheck {

    private static final int WRITERS = 64;
    private static final int VALUE_BYTES = 256;
    private static final String KEYS = "admin.check-speed.";
    private static final double NANOS_A_MILLI = 1e6;

    private final PlacementClient client;
    private final String value = "v".repeat(VALUE_BYTES);
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicLong told = new AtomicLong();

    SpeedCheck(PlacementClient client) {
        this.client = client;
    }

    /**
     * Takes as long as it is told, and a little more.
     *
     * @return what is to be said of it, in one line
     * @throws CompletionException of a {@link PlacementException}, if one of the writes fails
     */
    String run(Duration time) {
        long begin = System.nanoTime();
        Watching watching = client.watch(Set.of(Kind.CONFIG), "", new Counting());
        CompletableFuture.allOf(IntStream.range(0, WRITERS)
                        .mapToObj(writer -> write(writer, begin + time.toNanos()))
                        .toArray(CompletableFuture[]::new))
                .join();
        double seconds = (System.nanoTime() - begin) / 1e9;
        takeAway();
        watching.close();
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%.0f writes a second, of %d bytes and %d at once: p50 %.1f ms, p99 %.1f ms; a watch was told of %d changes",
                sorted.length / seconds,
                VALUE_BYTES,
                WRITERS,
                sorted[sorted.length / 2] / NANOS_A_MILLI,
                sorted[sorted.length * 99 / 100] / NANOS_A_MILLI,
                told.get());
    }

    /** One after the other, at least one. */
    private CompletableFuture<Void> write(int writer, long endNanos) {
        Config config = Config.newBuilder().setKey(KEYS + writer).setText(value).build();
        WriteRequest request = WriteRequest.newBuilder()
                .addChanges(Change.newBuilder().setPut(Entry.newBuilder().setConfig(config)))
                .build();
        long begin = System.nanoTime();
        return client.call(Rpc.WRITE, request).toCompletableFuture().thenCompose(done -> {
            long now = System.nanoTime();
            nanos.add(now - begin);
            return now - endNanos < 0 ? write(writer, endNanos) : CompletableFuture.completedFuture(null);
        });
    }

    private void takeAway() {
        WriteRequest.Builder request = WriteRequest.newBuilder();
        for (int writer = 0; writer < WRITERS; writer++) {
            request.addChanges(Change.newBuilder()
                    .setDelete(EntryRef.newBuilder().setKind(Kind.CONFIG).setName(KEYS + writer)));
        }
        var unused =
                client.call(Rpc.WRITE, request.build()).toCompletableFuture().join();
    }

    private final class Counting implements WatchListener {
        @Override
        public void on(WatchEvent event) {
            if (event instanceof WatchEvent.Changed changed) {
                told.addAndGet(changed.changes().size());
            }
        }

        @Override
        public void onEnded(PlacementException why) {
            // with the client, or refused as the writes are, which say so
        }
    }
}
