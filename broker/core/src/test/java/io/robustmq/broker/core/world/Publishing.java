package io.robustmq.broker.core.world;

import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A PUBLISH in the making. */
public final class Publishing {
    private final @Nullable TopicName topic;
    private final byte[] payload;
    private int qos;
    private boolean retain;
    private boolean dup;
    private int packetId;
    private long expirySeconds = PublishProperties.ABSENT;
    private int alias;
    private final List<UserProperty> userProperties = new ArrayList<>();

    private Publishing(@Nullable TopicName topic, byte[] payload) {
        this.topic = topic;
        this.payload = payload;
    }

    public static Publishing of(String topic, String payload) {
        return of(topic, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static Publishing of(String topic, byte[] payload) {
        return new Publishing(TopicName.of(topic), payload);
    }

    /** To the topic that an alias stands for. */
    public static Publishing toAlias(int alias, String payload) {
        return new Publishing(null, payload.getBytes(StandardCharsets.UTF_8)).alias(alias);
    }

    public Publishing qos(int level) {
        qos = level;
        return this;
    }

    public Publishing retained() {
        retain = true;
        return this;
    }

    public Publishing again() {
        dup = true;
        return this;
    }

    public Publishing id(int id) {
        packetId = id;
        return this;
    }

    public Publishing expiry(long seconds) {
        expirySeconds = seconds;
        return this;
    }

    public Publishing alias(int number) {
        alias = number;
        return this;
    }

    public Publishing property(String name, String value) {
        userProperties.add(new UserProperty(name, value));
        return this;
    }

    Publishing idIfNone(int id) {
        packetId = qos > 0 && packetId == 0 ? id : packetId;
        return this;
    }

    public Publish packet() {
        PublishProperties properties = new PublishProperties(
                PublishProperties.ABSENT,
                expirySeconds,
                alias,
                null,
                null,
                List.copyOf(userProperties),
                PublishProperties.NO_IDENTIFIERS,
                null);
        return new Publish(topic, payload, qos, retain, dup, packetId, properties);
    }
}
