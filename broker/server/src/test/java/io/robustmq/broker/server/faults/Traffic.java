package io.robustmq.broker.server.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.robustmq.broker.server.faults.History.Lasts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Publishers that number their messages; subscribers of all of them whose sessions last, of which one moves from broker to broker all the
 * time; others under clean sessions, of which two contend for one client id; and members of a shared subscription.
 */
final class Traffic implements AutoCloseable {
    static final String LEAST_FILTER = "least/#";
    static final String ONCE_FILTER = "once/+";

    /** What is published there is retained, too. */
    static final List<String> RETAINED = List.of("least/0", "once/0");

    private static final String DEALT_FILTER = "$share/workers/job/+";
    private static final int SUBSCRIBERS = 2;
    private static final int MEMBERS = 3;
    private static final int PUBLISHERS_A_QOS = 2;
    private static final long INTERVAL_MILLIS = 15;
    private static final long MOVE_MILLIS = 700;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<InetSocketAddress> brokers;
    private final Random seeds;
    private final History history;
    private final List<RovingClient> clients = new ArrayList<>();
    private final List<String> lasting = new ArrayList<>();
    private final List<PassingClient> passing = new ArrayList<>();
    private final List<PassingClient> contenders = new ArrayList<>();
    private final List<PassingClient> members = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private @Nullable ScheduledFuture<?> moving;

    private Traffic(List<InetSocketAddress> brokers, long seed, History history) {
        this.brokers = brokers;
        this.seeds = new Random(seed);
        this.history = history;
    }

    /** Messages flow when this returns. */
    static Traffic start(List<InetSocketAddress> brokers, long seed, History history) {
        Traffic traffic = new Traffic(brokers, seed, history);
        try {
            traffic.start();
            return traffic;
        } catch (RuntimeException | Error e) {
            traffic.close();
            throw e;
        }
    }

    private void start() {
        for (int i = 0; i < PUBLISHERS_A_QOS; i++) {
            history.topic("least/" + i, MqttQos.AT_LEAST_ONCE);
            history.topic("once/" + i, MqttQos.EXACTLY_ONCE);
        }
        history.dealtTopic("job/least", MqttQos.AT_LEAST_ONCE);
        history.dealtTopic("job/once", MqttQos.EXACTLY_ONCE);
        for (int i = 0; i < SUBSCRIBERS; i++) {
            subscriber("stays-" + i);
        }
        RovingClient mover = subscriber("moves");
        moving = timer.scheduleWithFixedDelay(mover::move, MOVE_MILLIS, MOVE_MILLIS, TimeUnit.MILLISECONDS);
        for (int i = 0; i < MEMBERS; i++) {
            member("member-" + i);
        }
        passing.add(passing("passes", "passes"));
        contenders.add(passing("one", "contended"));
        contenders.add(passing("other", "contended"));
        for (int i = 0; i < PUBLISHERS_A_QOS; i++) {
            publisher("least/" + i, MqttQos.AT_LEAST_ONCE);
            publisher("once/" + i, MqttQos.EXACTLY_ONCE);
        }
        publisher("job/least", MqttQos.AT_LEAST_ONCE);
        publisher("job/once", MqttQos.EXACTLY_ONCE);
    }

    private RovingClient subscriber(String name) {
        history.subscriber(name, Lasts.ALWAYS);
        lasting.add(name);
        RovingClient client = roving(name);
        client.subscribe(LEAST_FILTER);
        client.subscribe(ONCE_FILTER);
        return client;
    }

    /** Its session lasts where what is dealt to it does, too. */
    private void member(String name) {
        if (history.areDealtKept()) {
            history.member(name);
            roving(name).subscribe(DEALT_FILTER);
        } else {
            members.add(PassingClient.member(name, DEALT_FILTER, brokers, seeds.nextLong(), history));
        }
    }

    private RovingClient roving(String name) {
        RovingClient client = new RovingClient(brokers, name, seeds.nextLong(), message -> onMessage(name, message));
        clients.add(client);
        return client;
    }

    private PassingClient passing(String name, String clientId) {
        return PassingClient.subscriber(
                name, clientId, List.of(LEAST_FILTER, ONCE_FILTER), brokers, seeds.nextLong(), history);
    }

    private void onMessage(String subscriber, Mqtt5Publish message) {
        int number = Integer.parseInt(new String(message.getPayloadAsBytes(), UTF_8));
        history.given(subscriber, message.getTopic().toString(), number, System.nanoTime());
    }

    private void publisher(String topic, MqttQos qos) {
        RovingClient client = new RovingClient(brokers, "publishes-" + topic, seeds.nextLong(), _ -> {});
        clients.add(client);
        Publisher publisher = new Publisher(client, topic, qos, RETAINED.contains(topic), history);
        publishers.add(publisher);
        var unused = timer.scheduleAtFixedRate(publisher::publish, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Waits until each publisher has been told that so many more of its messages are taken over. */
    void awaitMore(int messages) {
        for (Publisher publisher : publishers) {
            int enough = publisher.acknowledged() + messages;
            await().atMost(PATIENCE)
                    .alias(publisher.topic() + " acknowledged")
                    .until(() -> publisher.acknowledged() >= enough);
        }
    }

    /**
     * Nothing happens to servers any more: waits until everyone is served, and for some messages that come to everyone, whether sessions last
     * or not. Nobody moves or contends meanwhile.
     */
    void awaitCalm(int messages) {
        requireNonNull(moving).cancel(false);
        contenders.forEach(PassingClient::close);
        await().atMost(PATIENCE).alias("everyone is served as before").until(() -> {
            List<String> sessions = new ArrayList<>(lasting);
            for (PassingClient client : passing) {
                String session = client.session();
                if (session == null || !isGivenAll(session)) {
                    return false;
                }
                sessions.add(session);
            }
            if (members.stream().anyMatch(member -> member.session() == null)) {
                return false;
            }
            int comings = comings();
            Map<String, Integer> since = new HashMap<>();
            publishers.forEach(publisher -> since.put(publisher.topic(), publisher.published()));
            awaitMore(messages);
            return hasCome(since, sessions, comings);
        });
    }

    /** Whether something of each topic has come, which shows that the way from its publisher's broker is known. */
    private boolean isGivenAll(String session) {
        return publishers.stream()
                .map(Publisher::topic)
                .filter(topic -> !topic.startsWith("job/"))
                .allMatch(topic -> history.givenCount(session, topic) > 0);
    }

    /** @return false if somebody came anew meanwhile, so that it says nothing */
    private boolean hasCome(Map<String, Integer> since, List<String> sessions, int comings)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos() / 4;
        Map<String, ?> missing = history.missingSince(since, sessions);
        while (!missing.isEmpty() && System.nanoTime() < end && comings() == comings) {
            TimeUnit.MILLISECONDS.sleep(20);
            missing = history.missingSince(since, sessions);
        }
        if (comings() != comings) {
            return false;
        }
        assertThat(missing).as("lost in a calm").isEmpty();
        return true;
    }

    private int comings() {
        return clients.stream().mapToInt(RovingClient::connections).sum()
                + Stream.concat(passing.stream(), members.stream())
                        .mapToInt(PassingClient::sessions)
                        .sum();
    }

    /** Publishes no more, and waits until what was acknowledged has come to all, or has not for long. */
    void end() throws InterruptedException {
        timer.shutdown();
        for (Publisher publisher : publishers) {
            publisher.awaitAnswers(PATIENCE);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!history.missing().isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** How often a broker did not know a session that it should know. */
    int lostSessions() {
        return clients.stream().mapToInt(RovingClient::newSessions).sum() - clients.size();
    }

    /** Those whose sessions last, and who get every message. */
    List<String> subscribers() {
        return List.copyOf(lasting);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        passing.forEach(PassingClient::close);
        contenders.forEach(PassingClient::close);
        members.forEach(PassingClient::close);
        clients.forEach(RovingClient::close);
    }
}
