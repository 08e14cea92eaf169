package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * A client's request for a connection (MQTT 5.0 §3.1, 3.1.1 §3.1).
 *
 * @param cleanStart clean start in 5.0, clean session before
 * @param keepAliveSeconds 0 (none) to 65,535
 * @param clientId empty when the server is to assign one
 */
public record Connect(
        ProtocolVersion version,
        boolean cleanStart,
        int keepAliveSeconds,
        String clientId,
        @Nullable Will will,
        @Nullable String username,
        byte @Nullable [] password,
        ConnectProperties properties)
        implements Packet {}
