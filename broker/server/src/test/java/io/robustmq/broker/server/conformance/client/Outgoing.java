package io.robustmq.broker.server.conformance.client;

import io.robustmq.broker.mqtt.ProtocolVersion;

/** A packet a client sends; the version decides what of it goes on the wire. */
public interface Outgoing {
    byte[] encode(ProtocolVersion version);
}
