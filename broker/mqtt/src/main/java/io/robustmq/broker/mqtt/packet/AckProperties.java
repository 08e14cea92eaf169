package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.UserProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reason string and user properties, which all acknowledgements of MQTT 5.0 may carry. */
public record AckProperties(@Nullable String reasonString, List<UserProperty> userProperties) {
    public static final AckProperties NONE = new AckProperties(null, List.of());

    public static AckProperties because(@Nullable String reasonString) {
        return reasonString == null ? NONE : new AckProperties(reasonString, List.of());
    }
}
