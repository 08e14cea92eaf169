package io.robustmq.broker.server.conformance;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.mqtt.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An enhanced authentication for tests: it asks until it gets an answer, which must be right, at once or from another thread.
 * Clients that use no method are let in.
 */
final class Riddle implements Authenticator {
    static final String AT_ONCE = "RIDDLE";
    static final String LATER = "RIDDLE-WITH-A-PAUSE";
    static final String QUESTION = "What comes once in a minute, twice in a moment, but never in a thousand years?";
    static final String HALF_AN_ANSWER = "a letter";
    static final String ANSWER = "m";
    static final String WELCOME = "come in";

    @Override
    public void authenticate(Credentials credentials, Consumer<AuthOutcome> answer) {
        BrokerSetup.EVERYBODY.authenticate(credentials, answer);
    }

    @Override
    public Exchange exchange(String method, Credentials credentials) {
        return switch (method) {
            case AT_ONCE -> (data, answer) -> answer.accept(outcome(data, credentials));
            case LATER -> (data, answer) -> CompletableFuture.runAsync(() -> answer.accept(outcome(data, credentials)));
            default -> null;
        };
    }

    private static AuthOutcome outcome(byte[] data, Credentials credentials) {
        String said = data == null ? HALF_AN_ANSWER : new String(data, StandardCharsets.UTF_8);
        return switch (said) {
            case HALF_AN_ANSWER -> new AuthOutcome.Challenge(QUESTION.getBytes(StandardCharsets.UTF_8));
            case ANSWER ->
                new AuthOutcome.Accepted(BrokerSetup.identity(credentials), WELCOME.getBytes(StandardCharsets.UTF_8));
            default -> new AuthOutcome.Refused(ReasonCode.NOT_AUTHORIZED, "that is not it");
        };
    }
}
