package io.robustmq.broker.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3ConnectBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The HiveMQ client for MQTT 3.1.1. */
final class HiveMqClient implements ForeignClient {
    private final Mqtt3AsyncClient client;
    private final Door door;
    private final Profile profile;
    private final Mailbox mailbox = new Mailbox();

    HiveMqClient(Door door, Profile profile) throws Exception {
        this.door = door;
        this.profile = profile;
        client = builder(door, profile).useMqttVersion3().buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> mailbox.add(letter(publish)));
        Mqtt3ConnectBuilder.Send<? extends CompletableFuture<?>> connect =
                client.connectWith().cleanSession(!profile.keepsSession()).keepAlive(Profile.KEEP_ALIVE_SECONDS);
        Letter will = profile.will();
        if (will != null) {
            connect = connect.willPublish()
                    .topic(will.topic())
                    .payload(will.payload().getBytes(UTF_8))
                    .qos(qos(will.qos()))
                    .retain(will.retain())
                    .applyWillPublish();
        }
        await(connect.send());
    }

    /** What is the same for both versions. */
    static MqttClientBuilder builder(Door door, Profile profile) {
        MqttClientBuilder builder = MqttClient.builder()
                .identifier(profile.clientId())
                .serverHost(door.host())
                .serverPort(door.port());
        if (door.transport().isSecure()) {
            builder = builder.sslConfig(MqttClientSslConfig.builder()
                    .trustManagerFactory(door.trust())
                    .build());
        }
        return door.transport().isWebSocket()
                ? builder.webSocketConfig(
                        MqttWebSocketConfig.builder().serverPath("mqtt").build())
                : builder;
    }

    static <T> T await(CompletableFuture<T> answer) throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(Mailbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static MqttQos qos(int code) {
        return Objects.requireNonNull(MqttQos.fromCode(code));
    }

    private static Letter letter(Mqtt3Publish publish) {
        return new Letter(
                publish.getTopic().toString(),
                new String(publish.getPayloadAsBytes(), UTF_8),
                publish.getQos().getCode(),
                publish.isRetain(),
                Letter.Extras.NONE);
    }

    @Override
    public void subscribe(String filter, int qos) throws Exception {
        await(client.subscribeWith().topicFilter(filter).qos(qos(qos)).send());
    }

    @Override
    public void publish(Letter letter) throws Exception {
        await(client.publishWith()
                .topic(letter.topic())
                .payload(letter.payload().getBytes(UTF_8))
                .qos(qos(letter.qos()))
                .retain(letter.retain())
                .send());
    }

    @Override
    public Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public void disconnect() throws Exception {
        await(client.disconnect());
    }

    /** This client cannot leave without a word: another one with its name throws it out. */
    @Override
    public void vanish() throws Exception {
        try (HiveMqClient other = new HiveMqClient(door, Profile.of(profile.clientId()))) {
            other.disconnect();
        }
    }

    @Override
    public void close() {
        if (client.getState().isConnectedOrReconnect()) {
            client.disconnect();
        }
    }
}
