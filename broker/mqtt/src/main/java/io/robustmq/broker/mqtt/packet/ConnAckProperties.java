package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.UserProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CONNACK properties (MQTT 5.0 §3.2.2.3). {@link #ABSENT} leaves a number out; a property whose value is the standard's
 * default is left out by the encoder as well.
 *
 * @param sessionExpiryIntervalSeconds what the server granted, or ABSENT when as requested
 * @param receiveMaximum 1..65,535
 * @param maximumQos 0, 1 or 2 (2 is left out)
 * @param maximumPacketSize bytes, or ABSENT
 * @param topicAliasMaximum 0..65,535
 * @param serverKeepAliveSeconds what the client must use instead of its own, or ABSENT
 */
public record ConnAckProperties(
        long sessionExpiryIntervalSeconds,
        int receiveMaximum,
        int maximumQos,
        boolean retainAvailable,
        long maximumPacketSize,
        @Nullable String assignedClientId,
        int topicAliasMaximum,
        @Nullable String reasonString,
        List<UserProperty> userProperties,
        boolean wildcardSubscriptionAvailable,
        boolean subscriptionIdentifiersAvailable,
        boolean sharedSubscriptionAvailable,
        int serverKeepAliveSeconds,
        @Nullable String responseInformation,
        @Nullable String serverReference,
        @Nullable String authenticationMethod,
        byte @Nullable [] authenticationData) {

    public static final int ABSENT = -1;

    /** No properties at all, as for 3.x and for most refusals. */
    public static final ConnAckProperties NONE = new ConnAckProperties(
            ABSENT, 65_535, 2, true, ABSENT, null, 0, null, List.of(), true, true, true, ABSENT, null, null, null,
            null);

    /** Nothing but why, and where to go instead. */
    public static ConnAckProperties because(@Nullable String reasonString, @Nullable String serverReference) {
        return new ConnAckProperties(
                ABSENT,
                65_535,
                2,
                true,
                ABSENT,
                null,
                0,
                reasonString,
                List.of(),
                true,
                true,
                true,
                ABSENT,
                null,
                serverReference,
                null,
                null);
    }

    /** The same with another reason string and other user properties. */
    public ConnAckProperties withProblemInformation(@Nullable String reason, List<UserProperty> properties) {
        return new ConnAckProperties(
                sessionExpiryIntervalSeconds,
                receiveMaximum,
                maximumQos,
                retainAvailable,
                maximumPacketSize,
                assignedClientId,
                topicAliasMaximum,
                reason,
                properties,
                wildcardSubscriptionAvailable,
                subscriptionIdentifiersAvailable,
                sharedSubscriptionAvailable,
                serverKeepAliveSeconds,
                responseInformation,
                serverReference,
                authenticationMethod,
                authenticationData);
    }
}
