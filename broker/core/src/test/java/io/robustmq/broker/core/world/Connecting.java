package io.robustmq.broker.core.world;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.Will;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a client connects: with a clean start, or to go on with its session. */
public final class Connecting {
    private final boolean cleanStart;
    private int keepAliveSeconds;
    private long expirySeconds;
    private int receiveMaximum = 65_535;
    private long maximumPacketSize = ConnectProperties.NO_PACKET_LIMIT;
    private int topicAliasMaximum;
    private boolean problemInformation = true;
    private boolean responseInformation;
    private @Nullable String username;
    private @Nullable String method;
    private byte @Nullable [] data;
    private @Nullable Will will;

    private Connecting(boolean cleanStart) {
        this.cleanStart = cleanStart;
    }

    public static Connecting cleanly() {
        return new Connecting(true);
    }

    public static Connecting resuming() {
        return new Connecting(false);
    }

    public static Will will(String topic, String payload) {
        return will(topic, payload, 0);
    }

    public static Will will(String topic, String payload, long delaySeconds) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Will(TopicName.of(topic), bytes, 1, false, delaySeconds, PublishProperties.NONE);
    }

    public static Will retainedWill(String topic, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Will(TopicName.of(topic), bytes, 1, true, 0, PublishProperties.NONE);
    }

    public Connecting keepAlive(int seconds) {
        keepAliveSeconds = seconds;
        return this;
    }

    /** How long the session outlives the connection. */
    public Connecting expiry(long seconds) {
        expirySeconds = seconds;
        return this;
    }

    public Connecting neverExpiring() {
        return expiry(ConnectProperties.NEVER_EXPIRES);
    }

    public Connecting receiveMaximum(int messages) {
        receiveMaximum = messages;
        return this;
    }

    public Connecting maximumPacketSize(long bytes) {
        maximumPacketSize = bytes;
        return this;
    }

    public Connecting topicAliasMaximum(int aliases) {
        topicAliasMaximum = aliases;
        return this;
    }

    public Connecting withoutProblemInformation() {
        problemInformation = false;
        return this;
    }

    public Connecting withResponseInformation() {
        responseInformation = true;
        return this;
    }

    public Connecting as(String user) {
        username = user;
        return this;
    }

    public Connecting by(String authenticationMethod, String authenticationData) {
        method = authenticationMethod;
        data = authenticationData.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    public Connecting with(Will last) {
        will = last;
        return this;
    }

    int receiveMaximum() {
        return receiveMaximum;
    }

    long maximumPacketSize() {
        return maximumPacketSize;
    }

    int topicAliasMaximum() {
        return topicAliasMaximum;
    }

    Connect packet(String clientId, ProtocolVersion version) {
        return new Connect(
                version,
                cleanStart,
                keepAliveSeconds,
                clientId,
                will,
                username,
                null,
                new ConnectProperties(
                        expirySeconds,
                        receiveMaximum,
                        maximumPacketSize,
                        topicAliasMaximum,
                        responseInformation,
                        problemInformation,
                        List.of(),
                        method,
                        data));
    }
}
