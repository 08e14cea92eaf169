package io.robustmq.broker.core.access;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides who a client is. Safe for use from every lane at once. */
public interface Authenticator {

    /**
     * Checks what CONNECT brought (user name and password, certificate, address).
     *
     * @param answer called exactly once, on any thread, at once or later: {@link AuthOutcome.Accepted} or {@link
     *     AuthOutcome.Refused}
     */
    void authenticate(Credentials credentials, Consumer<AuthOutcome> answer);

    /**
     * Starts an enhanced authentication (MQTT 5.0 §4.12), at CONNECT or again later in the connection.
     *
     * @return null if the method is not known: the client is refused with 0x8C
     */
    @Nullable
    Exchange exchange(String method, Credentials credentials);

    /** One enhanced authentication under way. Called by one thread at a time; each step waits for the answer to the last. */
    interface Exchange {
        /**
         * Takes the client's next data (null if the packet had none).
         *
         * @param answer called exactly once, on any thread, at once or later
         */
        void step(byte @Nullable [] data, Consumer<AuthOutcome> answer);
    }
}
