package io.robustmq.broker.server.access;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.AuthOutcome.Accepted;
import io.robustmq.broker.core.access.AuthOutcome.Refused;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.mqtt.ReasonCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets everyone in as nobody, or no one: there are no users. A user name and password are not looked at. */
final class OpenAuthenticator implements Authenticator {
    private final boolean open;

    OpenAuthenticator(boolean open) {
        this.open = open;
    }

    @Override
    public void authenticate(Credentials credentials, Consumer<AuthOutcome> answer) {
        answer.accept(
                open
                        ? new Accepted(
                                new Identity(
                                        credentials.clientId(),
                                        null,
                                        credentials.peer().address(),
                                        false),
                                null)
                        : new Refused(ReasonCode.NOT_AUTHORIZED, "nobody may connect: no users are configured"));
    }

    @Override
    public @Nullable Exchange exchange(String method, Credentials credentials) {
        return null;
    }
}
