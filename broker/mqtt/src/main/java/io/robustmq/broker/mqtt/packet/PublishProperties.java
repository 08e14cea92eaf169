package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.UserProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PUBLISH and will properties (MQTT 5.0 §3.3.2.3).
 *
 * @param payloadFormatIndicator 0 bytes, 1 UTF-8, or {@link #ABSENT}
 * @param messageExpiryIntervalSeconds 0..4,294,967,295, or ABSENT
 * @param topicAlias 1..65,535, or 0 for none; never forwarded
 * @param subscriptionIdentifiers each 1..268,435,455; empty on packets from clients; shared, do not change
 */
public record PublishProperties(
        int payloadFormatIndicator,
        long messageExpiryIntervalSeconds,
        int topicAlias,
        @Nullable String responseTopic,
        byte @Nullable [] correlationData,
        List<UserProperty> userProperties,
        int[] subscriptionIdentifiers,
        @Nullable String contentType) {

    public static final int ABSENT = -1;
    public static final int[] NO_IDENTIFIERS = {};

    /** The one instance for packets without properties; see {@link #isNone}. */
    public static final PublishProperties NONE =
            new PublishProperties(ABSENT, ABSENT, 0, null, null, List.of(), NO_IDENTIFIERS, null);

    /** Whether this is {@link #NONE} itself: one look, for the path that nearly every message takes. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isNone() {
        return this == NONE;
    }

    public boolean hasMessageExpiry() {
        return messageExpiryIntervalSeconds != ABSENT;
    }

    /** The same with this topic alias, 0 for none. */
    public PublishProperties withTopicAlias(int alias) {
        return new PublishProperties(
                payloadFormatIndicator,
                messageExpiryIntervalSeconds,
                alias,
                responseTopic,
                correlationData,
                userProperties,
                subscriptionIdentifiers,
                contentType);
    }

    /** The same with this much life left, in seconds. */
    public PublishProperties withMessageExpiry(long seconds) {
        return new PublishProperties(
                payloadFormatIndicator,
                seconds,
                topicAlias,
                responseTopic,
                correlationData,
                userProperties,
                subscriptionIdentifiers,
                contentType);
    }

    /** The same with these user properties. */
    public PublishProperties withUserProperties(List<UserProperty> properties) {
        return new PublishProperties(
                payloadFormatIndicator,
                messageExpiryIntervalSeconds,
                topicAlias,
                responseTopic,
                correlationData,
                properties,
                subscriptionIdentifiers,
                contentType);
    }

    /** The same for a receiver whose subscriptions have these identifiers. */
    public PublishProperties withSubscriptionIdentifiers(int[] identifiers) {
        return new PublishProperties(
                payloadFormatIndicator,
                messageExpiryIntervalSeconds,
                topicAlias,
                responseTopic,
                correlationData,
                userProperties,
                identifiers,
                contentType);
    }
}
