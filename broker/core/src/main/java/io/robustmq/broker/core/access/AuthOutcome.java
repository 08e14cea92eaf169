package io.robustmq.broker.core.access;

import io.robustmq.broker.mqtt.ReasonCode;
import org.jspecify.annotations.Nullable;

/** What came of one step of authentication. */
public sealed interface AuthOutcome {

    /**
     * The client is who it says.
     *
     * @param data for the last AUTH or the CONNACK of an enhanced authentication, or null
     */
    record Accepted(Identity identity, byte @Nullable [] data) implements AuthOutcome {}

    /** Enhanced authentication goes on: send this data and wait for the client's. */
    record Challenge(byte @Nullable [] data) implements AuthOutcome {}

    /** The client is turned away. {@code why} goes into the reason string and tells nothing an attacker could use. */
    record Refused(ReasonCode reason, @Nullable String why) implements AuthOutcome {}
}
