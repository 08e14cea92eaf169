package io.robustmq.broker.storage.tier;

import java.io.IOException;

/** A segment cannot be read because the tier it lies in does not give it; later it may. */
public final class TierUnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    TierUnavailableException(String message) {
        super(message);
    }

    TierUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
