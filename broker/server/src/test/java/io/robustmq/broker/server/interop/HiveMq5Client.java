package io.robustmq.broker.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HiveMQ client for MQTT 5.0. */
final class HiveMq5Client implements ForeignClient {
    private final Mqtt5AsyncClient client;
    private final Mailbox mailbox = new Mailbox();

    HiveMq5Client(Door door, Profile profile) throws Exception {
        client = HiveMqClient.builder(door, profile).useMqttVersion5().buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> mailbox.add(letter(publish)));
        Mqtt5ConnectBuilder connect = Mqtt5Connect.builder()
                .cleanStart(!profile.keepsSession())
                .sessionExpiryInterval(profile.keepsSession() ? Profile.KEPT_SECONDS : 0)
                .keepAlive(Profile.KEEP_ALIVE_SECONDS)
                .restrictions(Mqtt5ConnectRestrictions.builder()
                        .topicAliasMaximum(profile.topicAliasMaximum())
                        .sendTopicAliasMaximum(profile.topicAliasMaximum())
                        .build());
        Letter will = profile.will();
        if (will != null) {
            connect = connect.willPublish(message(will).asWill());
        }
        HiveMqClient.await(client.connect(connect.build()));
    }

    private static Mqtt5Publish message(Letter letter) {
        Letter.Extras extras = letter.extras();
        List<Mqtt5UserProperty> user = extras.userProperties().entrySet().stream()
                .map(entry -> Mqtt5UserProperty.of(entry.getKey(), entry.getValue()))
                .toList();
        String correlation = extras.correlationData();
        Mqtt5PublishBuilder.Complete builder = Mqtt5Publish.builder()
                .topic(letter.topic())
                .payload(letter.payload().getBytes(UTF_8))
                .qos(HiveMqClient.qos(letter.qos()))
                .retain(letter.retain())
                .contentType(extras.contentType())
                .responseTopic(extras.responseTopic())
                .correlationData(correlation == null ? null : correlation.getBytes(UTF_8))
                .userProperties(Mqtt5UserProperties.of(user));
        Long expiry = extras.expirySeconds();
        return (expiry == null ? builder : builder.messageExpiryInterval(expiry)).build();
    }

    private static Letter letter(Mqtt5Publish publish) {
        Map<String, String> user = new HashMap<>();
        publish.getUserProperties()
                .asList()
                .forEach(pair ->
                        user.put(pair.getName().toString(), pair.getValue().toString()));
        OptionalValues values = new OptionalValues(publish);
        return new Letter(
                publish.getTopic().toString(),
                new String(publish.getPayloadAsBytes(), UTF_8),
                publish.getQos().getCode(),
                publish.isRetain(),
                new Letter.Extras(
                        user,
                        values.contentType(),
                        values.responseTopic(),
                        values.correlationData(),
                        publish.getMessageExpiryInterval().isPresent()
                                ? publish.getMessageExpiryInterval().getAsLong()
                                : null));
    }

    /** What a message may have, or null. */
    private record OptionalValues(Mqtt5Publish publish) {
        @Nullable
        String contentType() {
            return publish.getContentType().map(MqttUtf8String::toString).orElse(null);
        }

        @Nullable
        String responseTopic() {
            return publish.getResponseTopic().map(MqttUtf8String::toString).orElse(null);
        }

        @Nullable
        String correlationData() {
            return publish.getCorrelationData().map(OptionalValues::text).orElse(null);
        }

        private static String text(ByteBuffer bytes) {
            return UTF_8.decode(bytes).toString();
        }
    }

    @Override
    public void subscribe(String filter, int qos) throws Exception {
        HiveMqClient.await(client.subscribeWith()
                .topicFilter(filter)
                .qos(HiveMqClient.qos(qos))
                .send());
    }

    @Override
    public void publish(Letter letter) throws Exception {
        HiveMqClient.await(client.publish(message(letter)));
    }

    @Override
    public Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public void disconnect() throws Exception {
        HiveMqClient.await(client.disconnect());
    }

    /** This client cannot leave without a word, but with one that lets its will be published. */
    @Override
    public void vanish() throws Exception {
        HiveMqClient.await(client.disconnectWith()
                .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
                .send());
    }

    @Override
    public void close() {
        if (client.getState().isConnectedOrReconnect()) {
            client.disconnect();
        }
    }
}
