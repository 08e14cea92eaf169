package io.robustmq.broker.server.faults;

import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientConnectedContext;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The HiveMQ client as a program that must not lose anything uses it with a cluster: it keeps its session, and comes back by itself to
 * another broker, until one lets it in. It neither subscribes nor publishes anew on its own.
 */
final class RovingClient implements AutoCloseable {
    private static final int KEPT_SECONDS = 3_600;
    private static final int KEEP_ALIVE_SECONDS = 2; // a broker that is paused is noticed by that
    private static final long PATIENCE_SECONDS = 120;
    private static final long LET_IN_SECONDS = 3;
    private static final long RECONNECT_MILLIS = 100;

    private final Mqtt5AsyncClient client;
    private final List<InetSocketAddress> brokers;
    private final Random random;
    private final AtomicInteger newSessions = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private int at;
    private volatile boolean closing;

    RovingClient(List<InetSocketAddress> brokers, String clientId, long seed, Consumer<Mqtt5Publish> messages) {
        this.brokers = brokers;
        this.random = new Random(seed);
        client = Mqtt5Client.builder()
                .identifier(clientId)
                .addConnectedListener(connected -> {
                    connections.incrementAndGet();
                    if (!((Mqtt5ClientConnectedContext) connected).getConnAck().isSessionPresent()) {
                        newSessions.incrementAndGet();
                    }
                })
                .addDisconnectedListener(lost -> lost.getReconnector()
                        .reconnect(!closing)
                        .resubscribeIfSessionExpired(false)
                        .republishIfSessionExpired(false)
                        .transportConfig(anyBroker())
                        .delay(RECONNECT_MILLIS, TimeUnit.MILLISECONDS))
                .transportConfig(anyBroker())
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, messages);
        await(client.connect(Mqtt5Connect.builder()
                .cleanStart(false)
                .sessionExpiryInterval(KEPT_SECONDS)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .build()));
    }

    /** Any but the one before, which has let it down, or which it leaves. */
    private synchronized MqttClientTransportConfig anyBroker() {
        int others = Math.max(1, brokers.size() - 1);
        at = (at + 1 + random.nextInt(others)) % brokers.size();
        return MqttClientTransportConfig.builder()
                .serverAddress(brokers.get(at))
                .socketConnectTimeout(LET_IN_SECONDS, TimeUnit.SECONDS)
                .mqttConnectTimeout(LET_IN_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    void subscribe(String filter) {
        await(client.subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.EXACTLY_ONCE)
                .send());
    }

    CompletableFuture<Mqtt5PublishResult> publish(String topic, MqttQos qos, boolean retain, byte[] payload) {
        return client.publishWith()
                .topic(topic)
                .qos(qos)
                .retain(retain)
                .payload(payload)
                .send();
    }

    /** Says good-bye, and comes back to any broker. */
    void move() {
        if (client.getState().isConnected()) {
            var unused = client.disconnect();
        }
    }

    /** How often a broker did not know the session; once is the first time. */
    int newSessions() {
        return newSessions.get();
    }

    /** How often it was let in. */
    int connections() {
        return connections.get();
    }

    private static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        closing = true;
        if (client.getState().isConnectedOrReconnect()) {
            var unused = client.disconnect();
        }
    }
}
