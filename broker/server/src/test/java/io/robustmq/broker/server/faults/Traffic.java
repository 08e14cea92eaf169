package io.robustmq.broker.server.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Publishers that number their messages, and subscribers of all of them, of which one moves from broker to broker all the time; every
 * session lasts.
 */
final class Traffic implements AutoCloseable {
    private static final int SUBSCRIBERS = 2;
    private static final int PUBLISHERS_A_QOS = 2;
    private static final int UNDER_WAY = 32;
    private static final long INTERVAL_MILLIS = 10;
    private static final long MOVE_MILLIS = 700;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final History history = new History();
    private final List<RovingClient> clients = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);

    private Traffic() {}

    /** Messages flow when this returns. */
    static Traffic start(List<InetSocketAddress> brokers, long seed) {
        Traffic traffic = new Traffic();
        try {
            Random seeds = new Random(seed);
            for (int i = 0; i < SUBSCRIBERS; i++) {
                traffic.subscriber(brokers, "stays-" + i, seeds.nextLong());
            }
            RovingClient mover = traffic.subscriber(brokers, "moves", seeds.nextLong());
            var unused =
                    traffic.timer.scheduleWithFixedDelay(mover::move, MOVE_MILLIS, MOVE_MILLIS, TimeUnit.MILLISECONDS);
            for (int i = 0; i < PUBLISHERS_A_QOS; i++) {
                traffic.publisher(brokers, "least/" + i, MqttQos.AT_LEAST_ONCE, seeds.nextLong());
                traffic.publisher(brokers, "once/" + i, MqttQos.EXACTLY_ONCE, seeds.nextLong());
            }
            return traffic;
        } catch (RuntimeException | Error e) {
            traffic.close();
            throw e;
        }
    }

    private RovingClient subscriber(List<InetSocketAddress> brokers, String id, long seed) {
        history.subscriber(id);
        RovingClient client = new RovingClient(brokers, id, seed, message -> onMessage(id, message));
        clients.add(client);
        client.subscribe("least/#");
        client.subscribe("once/+");
        return client;
    }

    private void onMessage(String subscriber, Mqtt5Publish message) {
        int number = Integer.parseInt(new String(message.getPayloadAsBytes(), UTF_8));
        history.given(subscriber, message.getTopic().toString(), number, System.nanoTime());
    }

    private void publisher(List<InetSocketAddress> brokers, String topic, MqttQos qos, long seed) {
        history.topic(topic, qos);
        RovingClient client = new RovingClient(brokers, "publishes-" + topic, seed, _ -> {});
        clients.add(client);
        Publisher publisher = new Publisher(client, topic, qos);
        publishers.add(publisher);
        var unused = timer.scheduleAtFixedRate(publisher::publish, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Waits until each publisher has been told that so many more of its messages are taken over. */
    void awaitMore(int messages) {
        for (Publisher publisher : publishers) {
            int enough = publisher.acknowledged + messages;
            await().atMost(PATIENCE).alias(publisher.topic).until(() -> publisher.acknowledged >= enough);
        }
    }

    /** Publishes no more, and waits until what was acknowledged has come to all, or has not for long. */
    History end() throws InterruptedException {
        timer.shutdown();
        for (Publisher publisher : publishers) {
            publisher.awaitAnswers();
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!history.missing().isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return history;
    }

    /** How often a broker did not know a session that it should know. */
    int lostSessions() {
        return clients.stream().mapToInt(RovingClient::newSessions).sum() - clients.size();
    }

    List<String> subscribers() {
        return Stream.concat(Stream.of("moves"), IntStream.range(0, SUBSCRIBERS).mapToObj(i -> "stays-" + i))
                .toList();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        clients.forEach(RovingClient::close);
    }

    private final class Publisher {
        private final RovingClient client;
        private final String topic;
        private final MqttQos qos;
        private final Semaphore window = new Semaphore(UNDER_WAY);
        private int published;
        private volatile int acknowledged;

        Publisher(RovingClient client, String topic, MqttQos qos) {
            this.client = client;
            this.topic = topic;
            this.qos = qos;
        }

        private void publish() {
            if (!window.tryAcquire()) {
                return;
            }
            int number = published++;
            var unused = client.publish(topic, qos, Integer.toString(number).getBytes(UTF_8))
                    .whenComplete((result, failure) -> {
                        if (failure == null && result.getError().isEmpty()) {
                            history.acknowledged(topic, number);
                            synchronized (this) {
                                acknowledged++;
                            }
                        }
                        window.release();
                    });
        }

        private void awaitAnswers() throws InterruptedException {
            window.tryAcquire(UNDER_WAY, PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
