package io.robustmq.broker.core.world;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.AuthOutcome.Accepted;
import io.robustmq.broker.core.access.AuthOutcome.Challenge;
import io.robustmq.broker.core.access.AuthOutcome.Refused;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.mqtt.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets in everybody but the user "mallory"; at once, or as long as it is {@link #slowly slow} when {@link #answer} is called.
 *
 * <p>Knows one method of enhanced authentication, {@value #METHOD}: the client says its name, is asked for the name backwards,
 * and is told "welcome".
 */
public final class ScriptedAuthenticator implements Authenticator {
    public static final String METHOD = "BACKWARDS";

    private final ArrayDeque<Runnable> answers = new ArrayDeque<>();
    private final boolean slow;

    private ScriptedAuthenticator(boolean slow) {
        this.slow = slow;
    }

    public static ScriptedAuthenticator lettingIn() {
        return new ScriptedAuthenticator(false);
    }

    public static ScriptedAuthenticator slowly() {
        return new ScriptedAuthenticator(true);
    }

    /** Questions that wait for {@link #answer}. */
    public int waiting() {
        return answers.size();
    }

    /** Answers the question that has waited longest; the world has to run for the answer to arrive. */
    public void answer() {
        answers.remove().run();
    }

    @Override
    public void authenticate(Credentials credentials, Consumer<AuthOutcome> answer) {
        boolean bad = "mallory".equals(credentials.username());
        say(answer, bad ? new Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, "not you") : accepted(credentials, null));
    }

    @Override
    public @Nullable Exchange exchange(String method, Credentials credentials) {
        return method.equals(METHOD) ? new Backwards(credentials) : null;
    }

    private void say(Consumer<AuthOutcome> answer, AuthOutcome outcome) {
        if (slow) {
            answers.add(() -> answer.accept(outcome));
        } else {
            answer.accept(outcome);
        }
    }

    private static Accepted accepted(Credentials from, byte @Nullable [] data) {
        String user = from.username();
        return new Accepted(new Identity(from.clientId(), user, from.peer().address(), false), data);
    }

    private final class Backwards implements Exchange {
        private final Credentials credentials;
        private @Nullable String expected;

        Backwards(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public void step(byte @Nullable [] data, Consumer<AuthOutcome> answer) {
            String said = data == null ? "" : new String(data, StandardCharsets.UTF_8);
            if (expected == null) {
                expected = new StringBuilder(said).reverse().toString();
                say(answer, new Challenge("backwards?".getBytes(StandardCharsets.UTF_8)));
            } else if (said.equals(expected)) {
                say(answer, accepted(credentials, "welcome".getBytes(StandardCharsets.UTF_8)));
            } else {
                boolean nobody = said.isEmpty();
                say(
                        answer,
                        new Refused(
                                nobody ? ReasonCode.BAD_USER_NAME_OR_PASSWORD : ReasonCode.NOT_AUTHORIZED, "wrong"));
            }
        }
    }
}
