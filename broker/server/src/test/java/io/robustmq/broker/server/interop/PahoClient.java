package io.robustmq.broker.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Eclipse Paho for MQTT 3.1 and 3.1.1. */
final class PahoClient implements ForeignClient {
    private static final long PATIENCE_MILLIS = Mailbox.PATIENCE_SECONDS * 1_000L;

    private final MqttAsyncClient client;
    private final Mailbox mailbox = new Mailbox();

    private PahoClient(Door door, Profile profile, int version) throws Exception {
        client = new MqttAsyncClient(door.uri("tcp", "ssl"), profile.clientId(), new MemoryPersistence());
        client.setCallback(new MqttCallback() {
            @Override
            public void messageArrived(String topic, MqttMessage message) {
                mailbox.add(
                        new Letter(topic, text(message), message.getQos(), message.isRetained(), Letter.Extras.NONE));
            }

            @Override
            public void connectionLost(Throwable cause) {}

            @Override
            public void deliveryComplete(IMqttDeliveryToken token) {}
        });
        client.connect(options(door, profile, version)).waitForCompletion(PATIENCE_MILLIS);
    }

    static ForeignClient version31(Door door, Profile profile) throws Exception {
        return new PahoClient(door, profile, MqttConnectOptions.MQTT_VERSION_3_1);
    }

    static ForeignClient version311(Door door, Profile profile) throws Exception {
        return new PahoClient(door, profile, MqttConnectOptions.MQTT_VERSION_3_1_1);
    }

    private static MqttConnectOptions options(Door door, Profile profile, int version) throws Exception {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(version);
        options.setCleanSession(!profile.keepsSession());
        options.setKeepAliveInterval(Profile.KEEP_ALIVE_SECONDS);
        if (door.transport().isSecure()) {
            options.setSocketFactory(door.tls().getSocketFactory());
        }
        Letter will = profile.will();
        if (will != null) {
            options.setWill(will.topic(), will.payload().getBytes(UTF_8), will.qos(), will.retain());
        }
        return options;
    }

    private static String text(MqttMessage message) {
        return new String(message.getPayload(), UTF_8);
    }

    @Override
    public void subscribe(String filter, int qos) throws MqttException {
        client.subscribe(filter, qos).waitForCompletion(PATIENCE_MILLIS);
    }

    @Override
    public void publish(Letter letter) throws MqttException {
        client.publish(letter.topic(), letter.payload().getBytes(UTF_8), letter.qos(), letter.retain())
                .waitForCompletion(PATIENCE_MILLIS);
    }

    @Override
    public Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public void disconnect() throws MqttException {
        client.disconnect().waitForCompletion(PATIENCE_MILLIS);
    }

    @Override
    public void vanish() throws MqttException {
        client.disconnectForcibly(0, 0, false);
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
