package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last packet of a connection (MQTT 5.0 §3.14); a server may send it only since 5.0.
 *
 * @param sessionExpiryIntervalSeconds the client's change of mind, or -1 when absent
 */
public record Disconnect(
        ReasonCode reason,
        long sessionExpiryIntervalSeconds,
        @Nullable String reasonString,
        List<UserProperty> userProperties,
        @Nullable String serverReference)
        implements Packet {

    public static final long ABSENT = -1;

    public static Disconnect because(ReasonCode reason, @Nullable String reasonString) {
        return new Disconnect(reason, ABSENT, reasonString, List.of(), null);
    }
}
