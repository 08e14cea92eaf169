package io.robustmq.broker.server.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** MQTT.js, on Node.js. Takes topic aliases at QoS 0 and 1 only: 5.14.1 hands out an empty topic for them at QoS 2. */
final class MqttJsClient implements ForeignClient {
    private final NodeJs node = NodeJs.running();
    private final String name = UUID.randomUUID().toString();
    private final int level;
    private final Mailbox mailbox = new Mailbox();
    private boolean connected;

    private MqttJsClient(Door door, Profile profile, int level) throws Exception {
        this.level = level;
        node.enter(name, message -> mailbox.add(letter(message)));
        ObjectNode order = details().put("url", door.uri("mqtt", "mqtts"));
        order.set("options", options(door, profile));
        node.order(name, "connect", order);
        connected = true;
    }

    /** @param level the protocol level: 3, 4 or 5 */
    static ClientKind.Connecting speaking(int level) {
        return (door, profile) -> new MqttJsClient(door, profile, level);
    }

    private static ObjectNode details() {
        return Json.object();
    }

    private ObjectNode options(Door door, Profile profile) throws Exception {
        ObjectNode options = details()
                .put("clientId", profile.clientId())
                .put("protocolVersion", level)
                .put("protocolId", level == 3 ? "MQIsdp" : "MQTT")
                .put("clean", !profile.keepsSession())
                .put("keepalive", Profile.KEEP_ALIVE_SECONDS);
        if (door.transport().isSecure()) {
            options.put("ca", Files.readString(door.authority()));
        }
        if (level == 5) {
            options.put("autoAssignTopicAlias", profile.usesAliases());
            options.putObject("properties")
                    .put("sessionExpiryInterval", profile.keepsSession() ? Profile.KEPT_SECONDS : 0)
                    .put("topicAliasMaximum", profile.topicAliasMaximum());
        }
        Letter will = profile.will();
        if (will != null) {
            options.putObject("will")
                    .put("topic", will.topic())
                    .put("payload", will.payload())
                    .put("qos", will.qos())
                    .put("retain", will.retain());
        }
        return options;
    }

    private static Letter letter(JsonNode message) {
        JsonNode properties = message.get("properties");
        Map<String, String> user = new HashMap<>();
        properties
                .get("userProperties")
                .properties()
                .forEach(entry -> user.put(entry.getKey(), entry.getValue().textValue()));
        JsonNode expiry = properties.get("messageExpiryInterval");
        return new Letter(
                message.get("topic").textValue(),
                message.get("payload").textValue(),
                message.get("qos").intValue(),
                message.get("retain").booleanValue(),
                new Letter.Extras(
                        user,
                        text(properties, "contentType"),
                        text(properties, "responseTopic"),
                        text(properties, "correlationData"),
                        expiry == null ? null : expiry.longValue()));
    }

    private static @Nullable String text(JsonNode properties, String name) {
        JsonNode value = properties.get(name);
        return value == null ? null : value.textValue();
    }

    @Override
    public void subscribe(String filter, int qos) throws Exception {
        node.order(name, "subscribe", details().put("filter", filter).put("qos", qos));
    }

    @Override
    public void publish(Letter letter) throws Exception {
        ObjectNode options = details().put("qos", letter.qos()).put("retain", letter.retain());
        if (level == 5) {
            options.set("properties", properties(letter.extras()));
        }
        ObjectNode order = details().put("topic", letter.topic()).put("payload", letter.payload());
        order.set("options", options);
        node.order(name, "publish", order);
    }

    private static ObjectNode properties(Letter.Extras extras) {
        ObjectNode properties = details();
        if (extras.contentType() != null) {
            properties.put("contentType", extras.contentType());
        }
        if (extras.responseTopic() != null) {
            properties.put("responseTopic", extras.responseTopic());
        }
        if (extras.correlationData() != null) {
            properties.put("correlationData", extras.correlationData());
        }
        if (extras.expirySeconds() != null) {
            properties.put("messageExpiryInterval", extras.expirySeconds());
        }
        if (!extras.userProperties().isEmpty()) {
            ObjectNode user = properties.putObject("userProperties");
            extras.userProperties().forEach(user::put);
        }
        return properties;
    }

    @Override
    public Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public void disconnect() throws Exception {
        connected = false;
        node.order(name, "disconnect", details());
    }

    @Override
    public void vanish() throws Exception {
        connected = false;
        node.order(name, "vanish", details());
    }

    @Override
    public void close() {
        if (connected) {
            try {
                disconnect();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
