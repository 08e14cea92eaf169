package io.robustmq.operator.app.kubelet;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Clients of a cluster that are its administrator, by the Secret that the operator has made. */
public final class MqttClients {
    private final KubernetesClient client;
    private final String namespace;
    private final String cluster;

    public MqttClients(KubernetesClient client, String namespace, String cluster) {
        this.client = client;
        this.namespace = namespace;
        this.cluster = cluster;
    }

    public String user() {
        return decoded("username");
    }

    public byte[] password() {
        return decoded("password").getBytes(StandardCharsets.UTF_8);
    }

    private String decoded(String key) {
        Secret secret = client.secrets()
                .inNamespace(namespace)
                .withName(cluster + "-admin")
                .get();
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    /** What a subscriber at one broker gets of a publication at another one. */
    public Optional<String> relayed(String from, String to, Duration patience) throws InterruptedException {
        Mqtt5BlockingClient listener = connected(to);
        Mqtt5BlockingClient speaker = connected(from);
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL)) {
            listener.subscribeWith()
                    .topicFilter("greetings")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            // Routes reach the other brokers within moments.
            Optional<Mqtt5Publish> heard = Optional.empty();
            long end = System.nanoTime() + patience.toNanos();
            while (heard.isEmpty() && System.nanoTime() < end) {
                speaker.publishWith()
                        .topic("greetings")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload("hello".getBytes(StandardCharsets.UTF_8))
                        .send();
                heard = publishes.receive(1, TimeUnit.SECONDS);
            }
            return heard.map(message -> new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8));
        } finally {
            listener.disconnect();
            speaker.disconnect();
        }
    }

    private Mqtt5BlockingClient connected(String host) {
        Mqtt5BlockingClient mqtt = MqttClient.builder()
                .useMqttVersion5()
                .serverHost(host)
                .serverPort(1883)
                .simpleAuth()
                .username(user())
                .password(password())
                .applySimpleAuth()
                .buildBlocking();
        mqtt.connect();
        return mqtt;
    }
}
