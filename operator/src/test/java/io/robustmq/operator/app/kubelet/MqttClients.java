package io.robustmq.operator.app.kubelet;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Clients of a cluster, as users by the Secrets that the operator has made. */
public final class MqttClients {
    private final KubernetesClient client;
    private final String namespace;
    private final String cluster;

    public MqttClients(KubernetesClient client, String namespace, String cluster) {
        this.client = client;
        this.namespace = namespace;
        this.cluster = cluster;
    }

    /** The administrator. */
    public User administrator() {
        return user(cluster + "-admin");
    }

    /** The user whose name and password are in a Secret. */
    public User user(String secret) {
        Map<String, String> data =
                client.secrets().inNamespace(namespace).withName(secret).get().getData();
        return new User(decoded(data, "username"), decoded(data, "password"));
    }

    private static String decoded(Map<String, String> data, String key) {
        return new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.UTF_8);
    }

    /** Who connects, by what. */
    public record User(String name, String password) {

        /** Whether a broker takes a message of this user. */
        public boolean mayPublish(String host, String topic) {
            Mqtt5BlockingClient mqtt = connected(host);
            try {
                return mqtt.publishWith()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send()
                        .getError()
                        .isEmpty();
            } catch (Mqtt5PubAckException refused) {
                return false;
            } finally {
                mqtt.disconnect();
            }
        }

        private Mqtt5BlockingClient connected(String host) {
            Mqtt5BlockingClient mqtt = MqttClient.builder()
                    .useMqttVersion5()
                    .serverHost(host)
                    .serverPort(1883)
                    .simpleAuth()
                    .username(name)
                    .password(password.getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth()
                    .buildBlocking();
            mqtt.connect();
            return mqtt;
        }
    }

    /** What a subscriber at one broker gets of a publication at another one. */
    public Optional<String> relayed(String from, String to, Duration patience) throws InterruptedException {
        Mqtt5BlockingClient listener = administrator().connected(to);
        Mqtt5BlockingClient speaker = administrator().connected(from);
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
}
