package io.robustmq.broker.server.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes numbers on one topic, with some of them under way at once, and tells the history which are acknowledged. */
final class Publisher {
    private static final int UNDER_WAY = 32;

    private final RovingClient client;
    private final String topic;
    private final MqttQos qos;
    private final boolean retain;
    private final History history;
    private final Semaphore window = new Semaphore(UNDER_WAY);
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();

    Publisher(RovingClient client, String topic, MqttQos qos, boolean retain, History history) {
        this.client = client;
        this.topic = topic;
        this.qos = qos;
        this.retain = retain;
        this.history = history;
    }

    String topic() {
        return topic;
    }

    /** How many messages it has begun, which is the number of the next. */
    int published() {
        return published.get();
    }

    int acknowledged() {
        return acknowledged.get();
    }

    /** The next one, unless too many are under way. By one thread at a time. */
    void publish() {
        if (!window.tryAcquire()) {
            return;
        }
        int number = published.getAndIncrement();
        history.published(topic, number, System.nanoTime());
        var unused = client.publish(topic, qos, retain, Integer.toString(number).getBytes(UTF_8))
                .whenComplete((result, failure) -> {
                    if (failure == null && result.getError().isEmpty()) {
                        history.acknowledged(topic, number);
                        acknowledged.incrementAndGet();
                    }
                    window.release();
                });
    }

    /** Waits until nothing is under way. */
    void awaitAnswers(Duration patience) throws InterruptedException {
        assertThat(window.tryAcquire(UNDER_WAY, patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("all of %s is answered", topic)
                .isTrue();
    }
}
