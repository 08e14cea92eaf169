package io.robustmq.broker.mqtt;

/**
 * Bytes that are not a packet the standard allows here; ends the connection they came on and no other.
 *
 * <p>Stackless, since a hostile client can cause one per connection. {@link #getMessage()} says what was wrong in words
 * fit for a reason string.
 */
public final class MalformedPacketException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ReasonCode reason;

    public MalformedPacketException(ReasonCode reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** The code for CONNACK or DISCONNECT: usually 0x81 malformed, 0x82 protocol error, 0x95 too large. */
    public ReasonCode reason() {
        return reason;
    }
}
