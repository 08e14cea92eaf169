package io.robustmq.broker.server.lifecycle;

import io.robustmq.broker.core.node.Node;
import io.robustmq.broker.server.channel.Admission;
import io.robustmq.broker.server.cluster.Cluster;
import io.robustmq.broker.server.config.LifecycleConfig;
import io.robustmq.broker.server.listener.LaneThreads;
import io.robustmq.broker.server.listener.Listeners;
import io.robustmq.broker.server.storage.MeasuredStorage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a stop, each with its part of the time that is set; what is not done by then is cut.
 *
 * <pre>
 *   delay | listeners close, wills ≤ ½ | clients are told and leave ≤ ¾ | sessions saved, the cluster left ≤ 1 | threads end | storage closes
 * </pre>
 *
 * Waits in the thread that calls; used once.
 */
final class Shutdown {
    private static final Logger LOG = Logger.getLogger(Shutdown.class);
    private static final long POLL_MILLIS = 10;

    /** For storage to close, even if all the time is used up. */
    private static final long LAST_MOMENT_NANOS = 1_000_000_000;

    private final LifecycleConfig config;
    private final Node node;
    private final Listeners listeners;
    private final LaneThreads threads;
    private final MeasuredStorage storage;
    private final @Nullable Cluster cluster;

    Shutdown(
            LifecycleConfig config,
            Node node,
            Listeners listeners,
            LaneThreads threads,
            MeasuredStorage storage,
            @Nullable Cluster cluster) {
        this.config = config;
        this.node = node;
        this.listeners = listeners;
        this.threads = threads;
        this.storage = storage;
        this.cluster = cluster;
    }

    void run() {
        pause(config.stopDelay());
        long start = System.nanoTime();
        long time = config.stopTimeout().toNanos();
        listeners.stop();
        boolean published = done(node::publishWills, start + time / 2);
        disconnectAll(start + time / 4 * 3);
        boolean saved = published && done(node::saveAll, start + time);
        if (cluster != null) {
            cluster.leave(start + time);
            cluster.close();
        }
        threads.close();
        closeStorage(saved, Math.max(start + time, System.nanoTime() + LAST_MOMENT_NANOS));
    }

    private void disconnectAll(long deadlineNanos) {
        Admission admission = listeners.admission();
        if (!done(node::disconnectAll, deadlineNanos) || !isEmpty(admission, deadlineNanos)) {
            LOG.warnf(
                    "stopping without waiting longer for clients; connections that are cut: %d",
                    admission.connections());
        }
    }

    private static boolean isEmpty(Admission admission, long deadlineNanos) {
        while (admission.connections() > 0 && deadlineNanos - System.nanoTime() > 0) {
            pause(Duration.ofMillis(POLL_MILLIS));
        }
        return admission.connections() == 0;
    }

    private void closeStorage(boolean saved, long deadlineNanos) {
        if (!done(this::closeInBackground, deadlineNanos) || !saved) {
            LOG.warnf(
                    "stopping without waiting longer for storage %s; what was acknowledged is safe, but clients may get"
                            + " messages again that they have had",
                    storage.type());
        }
    }

    /** Storage that hangs may hang here as long as it likes: the thread does not keep the process. */
    private void closeInBackground(Runnable done) {
        Thread.ofPlatform().name("storage-close").daemon().start(() -> {
            storage.close();
            done.run();
        });
    }

    /** Whether a step that says when it is done was so in time. */
    private static boolean done(Consumer<Runnable> step, long deadlineNanos) {
        CountDownLatch done = new CountDownLatch(1);
        step.accept(done::countDown);
        return await(done, deadlineNanos);
    }

    private static void pause(Duration delay) {
        await(new CountDownLatch(1), System.nanoTime() + delay.toNanos());
    }

    private static boolean await(CountDownLatch latch, long deadlineNanos) {
        try {
            return latch.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
