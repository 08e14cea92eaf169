package io.robustmq.broker.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Numbers published one after the other on one topic, some under way at a time, until told to end. */
final class Stream {
    private static final int UNDER_WAY = 64;

    private final LastingClient client;
    private final String topic;
    private final MqttQos qos;
    private final Semaphore window = new Semaphore(UNDER_WAY);
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofPlatform().daemon().name("stream").unstarted(this::run);
    private final Duration pause;
    private volatile boolean ending;
    private int published;

    private Stream(LastingClient client, String topic, MqttQos qos, Duration pause) {
        this.client = client;
        this.topic = topic;
        this.qos = qos;
        this.pause = pause;
    }

    static Stream start(LastingClient client, String topic, MqttQos qos) {
        return start(client, topic, qos, Duration.ZERO);
    }

    /** @param pause after as many as are under way at a time, for machines that have more to do than to publish */
    static Stream start(LastingClient client, String topic, MqttQos qos, Duration pause) {
        Stream stream = new Stream(client, topic, qos, pause);
        stream.thread.start();
        return stream;
    }

    private void run() {
        while (!ending) {
            window.acquireUninterruptibly();
            int number = published++;
            if (published % UNDER_WAY == 0) {
                LockSupport.parkNanos(pause.toNanos());
            }
            var unused = client.publish(topic, qos, number).whenComplete((result, failure) -> {
                if (failure == null && result.getError().isEmpty()) {
                    acknowledged.add(number);
                }
                window.release();
            });
        }
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    /** Publishes no more, waits for the last answers, and returns the numbers that were acknowledged. */
    Set<Integer> end() throws InterruptedException {
        ending = true;
        thread.join();
        window.acquire(UNDER_WAY);
        return acknowledged;
    }

    /** After {@link #end}: what was acknowledged comes to a subscriber, in order, exactly once where that was promised. */
    void everythingReaches(LastingClient subscriber, Set<Integer> acknowledged) {
        await().atMost(Duration.ofMinutes(1)).until(() -> subscriber.last(topic) == published - 1);
        List<Integer> numbers = subscriber.numbers(topic);
        Set<Integer> first = new LinkedHashSet<>(numbers);

        assertThat(first).containsAll(acknowledged);
        assertThat(List.copyOf(first)).as("in order, but for what came again").isSorted();
        if (qos == MqttQos.EXACTLY_ONCE) {
            assertThat(numbers).as("exactly once").hasSameSizeAs(first);
        }
    }
}
