package io.robustmq.broker.mqtt.codec;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.testkit.Bytes;

/**
 * A row of a table: bytes that are no packet a client may send, and why.
 *
 * @param version of the connection they come on
 * @param written the bytes as {@link Bytes} takes them
 */
record Refusal(String name, ProtocolVersion version, String written, ReasonCode reason) {
    byte[] bytes() {
        return Bytes.of(written);
    }

    @Override
    public String toString() {
        return version + " " + name + ": " + reason;
    }
}
