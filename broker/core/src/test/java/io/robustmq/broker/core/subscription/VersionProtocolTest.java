package io.robustmq.broker.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * One thread subscribes and unsubscribes while others use cached matches: none is stale once the change has returned. The
 * next change comes only when all have looked, so that it cannot hide what the one before left.
 */
class VersionProtocolTest {
    private static final TopicName TOPIC = TopicName.of("plant/7/line");
    private static final List<TopicFilter> FILTERS =
            List.of(TopicFilter.parse("plant/7/line"), TopicFilter.parse("plant/+/line"), TopicFilter.parse("+/7/#"));
    private static final int READERS = 2;
    private static final int CHANGES = 10_000;
    private static final int OTHERS = 200; // targets that stay, so that a match takes a while

    private final SubscriptionTree<Object> tree = new SubscriptionTree<>(new Random(1));
    private final Object target = new Object();
    private final AtomicBoolean writing = new AtomicBoolean(true);

    /** Odd while a change runs; 2 modulo 4 when the target is surely in the tree, 0 modulo 4 when it is surely not. */
    private final AtomicInteger phase = new AtomicInteger();

    /** One permit for each reader that has looked at its match since the last change. */
    private final Semaphore checks = new Semaphore(0);

    private Void write() throws InterruptedException {
        try {
            for (int i = 0; i < CHANGES; i++) {
                TopicFilter filter = FILTERS.get(i / 2 % FILTERS.size());
                phase.incrementAndGet();
                assertThat(i % 2 == 0 ? tree.add(filter, target) : tree.remove(filter, target))
                        .isTrue();
                phase.incrementAndGet();
                assertThat(checks.tryAcquire(READERS, 60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            writing.set(false);
        }
        return null;
    }

    /** Keeps one match and makes another only if the version has moved. */
    private final class CachedMatch implements Runnable {
        private int checked;
        private boolean stale;
        private int version = tree.version(TOPIC) - 1;
        private boolean found;

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // only to be kind to the writer when there are few cores
        public void run() {
            while (writing.get()) {
                int before = phase.get();
                matchIfTheVersionMoved();
                if (before % 2 == 0 && before != checked && phase.get() == before) {
                    stale |= found != (before % 4 == 2);
                    checked = before;
                    checks.release();
                }
                Thread.yield();
            }
            assertThat(stale).isFalse();
        }

        private void matchIfTheVersionMoved() {
            int now = tree.version(TOPIC);
            if (now != version) {
                version = now;
                found = false;
                tree.match(TOPIC, one -> found |= one == target);
            }
        }
    }

    @Test
    void theVersionStandsStillUntilTheChangeCanBeSeen() throws InterruptedException {
        for (TopicFilter filter : FILTERS) {
            tree.add(filter, new Object());
            int before = tree.version(TOPIC);
            Thread change = new Thread(() -> tree.add(filter, target));
            tree.match(
                    TOPIC,
                    _ -> { // holds up the change
                        if (change.getState() == Thread.State.NEW) {
                            change.start();
                        }
                        while (change.getState() != Thread.State.WAITING) {
                            Thread.onSpinWait();
                        }
                        assertThat(tree.version(TOPIC)).isEqualTo(before);
                    });
            change.join(60_000);
            assertThat(tree.version(TOPIC)).isNotEqualTo(before);
        }
    }

    @Test
    void noMatchUsedUnderItsVersionIsStaleOnceAChangeHasReturned()
            throws InterruptedException, ExecutionException, TimeoutException {
        for (int i = 0; i < OTHERS; i++) {
            tree.add(FILTERS.get(i % FILTERS.size()), new Object());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS + 1)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                all.add(threads.submit(new CachedMatch()));
            }
            all.add(threads.submit(this::write));
            for (Future<?> one : all) {
                one.get(120, TimeUnit.SECONDS);
            }
        }
        assertThat(tree.size()).isEqualTo(OTHERS);
    }
}
