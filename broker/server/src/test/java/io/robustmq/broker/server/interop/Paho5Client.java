package io.robustmq.broker.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Eclipse Paho for MQTT 5.0. Takes no topic aliases: 1.2.5 hands out an empty topic for them
 * (github.com/eclipse-paho/paho.mqtt.java, issue 866).
 */
final class Paho5Client implements ForeignClient {
    private static final long PATIENCE_MILLIS = Mailbox.PATIENCE_SECONDS * 1_000L;

    private final Door door;
    private final Profile profile;
    private final MqttAsyncClient client;
    private final Mailbox mailbox = new Mailbox();

    Paho5Client(Door door, Profile profile) throws Exception {
        this.door = door;
        this.profile = profile;
        client = new MqttAsyncClient(door.uri("tcp", "ssl"), profile.clientId(), new MemoryPersistence());
        client.setCallback(new Postman(mailbox));
        client.connect(options(door, profile)).waitForCompletion(PATIENCE_MILLIS);
    }

    private static MqttConnectionOptions options(Door door, Profile profile) throws Exception {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(!profile.keepsSession());
        options.setSessionExpiryInterval(profile.keepsSession() ? (long) Profile.KEPT_SECONDS : 0);
        options.setKeepAliveInterval(Profile.KEEP_ALIVE_SECONDS);
        if (door.transport().isSecure()) {
            options.setSocketFactory(door.tls().getSocketFactory());
        }
        Letter will = profile.will();
        if (will != null) {
            options.setWill(will.topic(), message(will));
        }
        return options;
    }

    private static MqttMessage message(Letter letter) {
        MqttMessage message = new MqttMessage(letter.payload().getBytes(UTF_8));
        message.setQos(letter.qos());
        message.setRetained(letter.retain());
        Letter.Extras extras = letter.extras();
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(extras.userProperties().entrySet().stream()
                .map(entry -> new UserProperty(entry.getKey(), entry.getValue()))
                .toList());
        properties.setContentType(extras.contentType());
        properties.setResponseTopic(extras.responseTopic());
        String correlation = extras.correlationData();
        properties.setCorrelationData(correlation == null ? null : correlation.getBytes(UTF_8));
        properties.setMessageExpiryInterval(extras.expirySeconds());
        message.setProperties(properties);
        return message;
    }

    private record Postman(Mailbox mailbox) implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            mailbox.add(new Letter(
                    topic,
                    new String(message.getPayload(), UTF_8),
                    message.getQos(),
                    message.isRetained(),
                    extras(message.getProperties())));
        }

        private static Letter.Extras extras(@Nullable MqttProperties properties) {
            if (properties == null) {
                return Letter.Extras.NONE;
            }
            Map<String, String> user = new HashMap<>();
            List<UserProperty> pairs = properties.getUserProperties();
            pairs.forEach(pair -> user.put(pair.getKey(), pair.getValue()));
            byte[] correlation = properties.getCorrelationData();
            return new Letter.Extras(
                    user,
                    properties.getContentType(),
                    properties.getResponseTopic(),
                    correlation == null ? null : new String(correlation, UTF_8),
                    properties.getMessageExpiryInterval());
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String uri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }

    @Override
    public void subscribe(String filter, int qos) throws MqttException {
        client.subscribe(filter, qos).waitForCompletion(PATIENCE_MILLIS);
    }

    @Override
    public void publish(Letter letter) throws MqttException {
        client.publish(letter.topic(), message(letter)).waitForCompletion(PATIENCE_MILLIS);
    }

    @Override
    public Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public void disconnect() throws MqttException {
        client.disconnect().waitForCompletion(PATIENCE_MILLIS);
    }

    /** Over TLS this client leaves its socket open: there another one with its name throws it out. */
    @Override
    public void vanish() throws Exception {
        if (door.transport() == Transport.TLS) {
            new Paho5Client(door, Profile.of(profile.clientId())).disconnect();
        } else {
            client.disconnectForcibly(0, 0, false);
        }
    }

    @Override
    public void close() {
        ForeignClient.inBackground(() -> {
            if (client.isConnected()) {
                client.disconnectForcibly(0, 0, false);
            }
            client.close(true);
        });
    }
}
