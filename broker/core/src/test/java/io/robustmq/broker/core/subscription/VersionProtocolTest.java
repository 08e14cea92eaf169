package io.robustmq.broker.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several threads subscribe and unsubscribe while others use cached matches: none is stale once the change has returned. */
class VersionProtocolTest {
    private static final TopicName TOPIC = TopicName.of("plant/7/line");
    private static final int TOGGLES = 20_000;

    private final SubscriptionTree<Subscriber> tree = new SubscriptionTree<>(new Random(1));
    private final AtomicInteger busy = new AtomicInteger();

    /**
     * Adds and removes itself over and over. Its phase is odd while a change runs; 0 modulo 4 says it is surely not in the
     * tree, 2 modulo 4 that it surely is.
     */
    private final class Subscriber implements Runnable {
        private final TopicFilter filter;
        private final AtomicInteger phase = new AtomicInteger();

        Subscriber(String filter) {
            this.filter = TopicFilter.parse(filter);
        }

        @Override
        public void run() {
            try {
                for (int i = 0; i < TOGGLES; i++) {
                    phase.incrementAndGet();
                    assertThat(tree.add(filter, this)).isTrue();
                    phase.incrementAndGet();
                    phase.incrementAndGet();
                    assertThat(tree.remove(filter, this)).isTrue();
                    phase.incrementAndGet();
                }
            } finally {
                busy.decrementAndGet();
            }
        }
    }

    /** Keeps one match and looks for another only if the version has moved. */
    private final class Reader implements Runnable {
        private final List<Subscriber> subscribers;
        private Set<Subscriber> cached = Set.of();
        private int cachedVersion = tree.version(TOPIC) - 1;

        Reader(List<Subscriber> subscribers) {
            this.subscribers = subscribers;
        }

        @Override
        public void run() {
            while (busy.get() > 0) {
                int[] before = phases();
                int version = tree.version(TOPIC);
                if (version != cachedVersion) {
                    Set<Subscriber> found = new HashSet<>();
                    tree.match(TOPIC, subscriber -> assertThat(found.add(subscriber))
                            .isTrue());
                    cached = found;
                    cachedVersion = version;
                }
                int[] after = phases();
                for (int i = 0; i < before.length; i++) {
                    if (before[i] == after[i] && before[i] % 2 == 0) {
                        assertThat(cached.contains(subscribers.get(i))).isEqualTo(before[i] % 4 == 2);
                    }
                }
            }
        }

        private int[] phases() {
            return subscribers.stream()
                    .mapToInt(subscriber -> subscriber.phase.get())
                    .toArray();
        }
    }

    @Test
    void noMatchUsedUnderItsVersionIsStaleOnceAChangeHasReturned()
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Subscriber> subscribers =
                List.of(new Subscriber("plant/7/line"), new Subscriber("plant/+/line"), new Subscriber("+/7/#"));
        busy.set(subscribers.size());
        List<Runnable> all = new ArrayList<>(subscribers);
        all.add(new Reader(subscribers));
        all.add(new Reader(subscribers));
        try (ExecutorService threads = Executors.newFixedThreadPool(all.size())) {
            List<Future<?>> done = new ArrayList<>();
            all.forEach(one -> done.add(threads.submit(one)));
            for (Future<?> one : done) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(tree.size()).isZero();
    }
}
