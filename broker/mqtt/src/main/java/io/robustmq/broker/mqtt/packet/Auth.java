package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of enhanced authentication (MQTT 5.0 §3.15, §4.12).
 *
 * @param reason SUCCESS, CONTINUE_AUTHENTICATION or REAUTHENTICATE
 */
public record Auth(
        ReasonCode reason,
        @Nullable String method,
        byte @Nullable [] data,
        @Nullable String reasonString,
        List<UserProperty> userProperties)
        implements Packet {}
