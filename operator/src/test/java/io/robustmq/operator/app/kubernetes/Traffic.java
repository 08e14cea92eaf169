package io.robustmq.operator.app.kubernetes;

import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.robustmq.operator.app.kubelet.MqttClients;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One client that publishes the whole time, ten messages a second of QoS 1, and one that is subscribed to them. Both keep their sessions, and go to
 * another broker when theirs says good-bye, as a Service would send them.
 */
final class Traffic implements AutoCloseable {
    private static final String TOPIC = "traffic";
    private static final long PERIOD_MILLIS = 100;
    private static final int KEPT_SECONDS = 3_600;
    private static final long PATIENCE_SECONDS = 60;

    private final Supplier<List<InetSocketAddress>> brokers;
    private final MqttClients.User user;
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Integer> received = ConcurrentHashMap.newKeySet();
    private final Queue<String> cuts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger farewells = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("traffic").daemon().factory());
    private final Mqtt5AsyncClient publisher;
    private final Mqtt5AsyncClient subscriber;
    private volatile boolean closing;

    /** @param brokers that take clients at the moment */
    Traffic(Supplier<List<InetSocketAddress>> brokers, MqttClients.User user) throws Exception {
        this.brokers = brokers;
        this.user = user;
        subscriber = connected("subscriber");
        subscriber.publishes(MqttGlobalPublishFilter.ALL, this::onMessage);
        subscriber
                .subscribeWith()
                .topicFilter(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        publisher = connected("publisher");
        clock.scheduleAtFixedRate(this::publish, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Mqtt5AsyncClient connected(String id) throws Exception {
        AtomicBoolean served = new AtomicBoolean();
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier(id)
                .simpleAuth()
                .username(user.name())
                .password(user.password().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .addConnectedListener(now -> served.set(true))
                .addDisconnectedListener(lost -> {
                    if (served.getAndSet(false)) {
                        note(id, lost);
                    }
                    lost.getReconnector()
                            .reconnect(!closing)
                            .resubscribeIfSessionExpired(false)
                            .republishIfSessionExpired(false)
                            .transportConfig(nextBroker())
                            .delay(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
                })
                .transportConfig(nextBroker())
                .buildAsync();
        client.connect(Mqtt5Connect.builder()
                        .cleanStart(false)
                        .sessionExpiryInterval(KEPT_SECONDS)
                        .build())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return client;
    }

    private MqttClientTransportConfig nextBroker() {
        List<InetSocketAddress> there = brokers.get();
        InetSocketAddress broker = there.isEmpty()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)
                : there.get(turn.getAndIncrement() % there.size());
        return MqttClientTransportConfig.builder().serverAddress(broker).build();
    }

    private void note(String id, MqttClientDisconnectedContext lost) {
        if (lost.getCause() instanceof Mqtt5DisconnectException && lost.getSource() == MqttDisconnectSource.SERVER) {
            farewells.incrementAndGet();
        } else if (lost.getSource() != MqttDisconnectSource.USER) {
            cuts.add(id + ": " + lost.getCause());
        }
    }

    private void publish() {
        int number = next.getAndIncrement();
        var unused = publisher
                .publishWith()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Integer.toString(number).getBytes(StandardCharsets.UTF_8))
                .send()
                .thenAccept(result -> acknowledged.add(number));
    }

    private void onMessage(Mqtt5Publish message) {
        received.add(Integer.parseInt(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8)));
    }

    /** How often a broker said good-bye. */
    int farewells() {
        return farewells.get();
    }

    /** Connections that ended without a DISCONNECT of the broker. */
    List<String> cuts() {
        return List.copyOf(cuts);
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /** What was acknowledged and has not come yet. */
    Set<Integer> missing() {
        Set<Integer> missing = new TreeSet<>(acknowledged);
        missing.removeAll(received);
        return missing;
    }

    void stopPublishing() throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        closing = true;
        clock.shutdownNow();
        for (Mqtt5AsyncClient client : List.of(publisher, subscriber)) {
            if (client.getState().isConnectedOrReconnect()) {
                var unused = client.disconnect();
            }
        }
    }
}
