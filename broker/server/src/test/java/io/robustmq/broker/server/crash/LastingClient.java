package io.robustmq.broker.server.crash;

import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientConnectedContext;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HiveMQ client as a program that must not lose anything uses it: it keeps its session, comes back by itself to wherever
 * the broker is now, and neither subscribes nor publishes anew on its own.
 */
final class LastingClient implements AutoCloseable {
    private static final int KEPT_SECONDS = 3_600;
    private static final long PATIENCE_SECONDS = 60;
    private static final long RECONNECT_MILLIS = 50;

    private final Mqtt5AsyncClient client;
    private final Map<String, Deque<Integer>> received = new ConcurrentHashMap<>();
    private final AtomicInteger newSessions = new AtomicInteger();

    LastingClient(KilledBroker broker, String clientId) {
        client = Mqtt5Client.builder()
                .identifier(clientId)
                .addConnectedListener(connected -> {
                    if (!((Mqtt5ClientConnectedContext) connected).getConnAck().isSessionPresent()) {
                        newSessions.incrementAndGet();
                    }
                })
                .addDisconnectedListener(lost -> lost.getReconnector()
                        .reconnect(lost.getSource() != MqttDisconnectSource.USER)
                        .resubscribeIfSessionExpired(false)
                        .republishIfSessionExpired(false)
                        .transportConfig(MqttClientTransportConfig.builder()
                                .serverAddress(broker.address())
                                .build())
                        .delay(RECONNECT_MILLIS, TimeUnit.MILLISECONDS))
                .serverAddress(broker.address())
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, this::onMessage);
        connect();
    }

    void connect() {
        await(client.connect(Mqtt5Connect.builder()
                .cleanStart(false)
                .sessionExpiryInterval(KEPT_SECONDS)
                .keepAlive(60)
                .build()));
    }

    private void onMessage(Mqtt5Publish publish) {
        int number = Integer.parseInt(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8));
        received.computeIfAbsent(publish.getTopic().toString(), _ -> new ConcurrentLinkedDeque<>())
                .add(number);
    }

    void subscribe(String filter) {
        await(client.subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.EXACTLY_ONCE)
                .send());
    }

    CompletableFuture<Mqtt5PublishResult> publish(String topic, MqttQos qos, int number) {
        return client.publishWith()
                .topic(topic)
                .qos(qos)
                .payload(Integer.toString(number).getBytes(StandardCharsets.UTF_8))
                .send();
    }

    /** The last number that came on a topic, or -1. */
    int last(String topic) {
        Deque<Integer> numbers = received.get(topic);
        return numbers == null ? -1 : numbers.getLast();
    }

    /** All numbers that came on a topic, in order. */
    List<Integer> numbers(String topic) {
        return List.copyOf(received.getOrDefault(topic, new ConcurrentLinkedDeque<>()));
    }

    /** How often the broker did not know the session. */
    int newSessions() {
        return newSessions.get();
    }

    void disconnect() {
        await(client.disconnect());
    }

    static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        if (client.getState().isConnectedOrReconnect()) {
            client.disconnect();
        }
    }
}
