package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.UserProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT properties with the defaults of MQTT 5.0 §3.1.2.11 filled in; 3.x clients get {@link #DEFAULT}.
 *
 * @param sessionExpiryIntervalSeconds 0..4,294,967,295; the largest means never. For 3.x the connection decides by
 *     clean session
 * @param receiveMaximum 1..65,535
 * @param maximumPacketSize bytes, 1..4,294,967,295; the largest when the client set none
 * @param topicAliasMaximum 0..65,535
 */
public record ConnectProperties(
        long sessionExpiryIntervalSeconds,
        int receiveMaximum,
        long maximumPacketSize,
        int topicAliasMaximum,
        boolean requestResponseInformation,
        boolean requestProblemInformation,
        List<UserProperty> userProperties,
        @Nullable String authenticationMethod,
        byte @Nullable [] authenticationData) {

    public static final long NEVER_EXPIRES = 0xFFFF_FFFFL;
    public static final long NO_PACKET_LIMIT = 0xFFFF_FFFFL;

    public static final ConnectProperties DEFAULT =
            new ConnectProperties(0, 65_535, NO_PACKET_LIMIT, 0, false, true, List.of(), null, null);
}
