package io.robustmq.broker.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.AuthOutcome.Challenge;
import io.robustmq.broker.core.access.AuthOutcome.Refused;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.server.access.ScramMessages.BadMessageException;
import java.util.Base64;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SCRAM-SHA-256 authentication:
 *
 * <pre>
 * Fresh ──first──► Challenged ──final──► Over
 *   └────────────────── anything wrong ────┘
 * </pre>
 *
 * <p>A user that does not exist is challenged like any other and fails at the end, so that nobody finds out who exists. The
 * server computes two hashes: the slow part is the client's, which is why this never leaves the calling thread.
 *
 * <p>Source: RFC 5802 §3, §5; MQTT 5.0 §4.12.
 */
public final class ScramExchange implements Authenticator.Exchange {

    /** Whose proof is awaited; {@code user} is null for one who does not exist. */
    public record Candidate(@Nullable User user, ScramVerifier verifier) {}

    /** What the exchange needs from outside. */
    interface Users {
        /** The user with this name as the client wrote it, or a decoy. */
        Candidate find(String username);
    }

    private sealed interface State {}

    private enum Fixed implements State {
        FRESH,
        OVER
    }

    private record Challenged(Candidate candidate, String header, String nonce, String transcript) implements State {}

    private final Users users;
    private final @Nullable String connectUsername;
    private final String serverNonce;
    private final BiFunction<User, byte[], AuthOutcome> accept;
    private State state = Fixed.FRESH;

    /**
     * @param connectUsername the name in CONNECT, or of the connected user who renews the authentication: another user
     *     cannot take over here; or null
     * @param serverNonce printable, without comma, fresh for each exchange
     * @param accept makes the last outcome of a proven user and the server's final message
     */
    ScramExchange(
            Users users,
            @Nullable String connectUsername,
            String serverNonce,
            BiFunction<User, byte[], AuthOutcome> accept) {
        this.users = users;
        this.connectUsername = connectUsername;
        this.serverNonce = serverNonce;
        this.accept = accept;
    }

    @Override
    public void step(byte @Nullable [] data, Consumer<AuthOutcome> answer) {
        State before = state;
        state = Fixed.OVER;
        AuthOutcome outcome;
        try {
            outcome = switch (before) {
                case Fixed.FRESH -> challenge(ScramMessages.first(data));
                case Challenged challenged -> judge(challenged, ScramMessages.last(data, challenged.header));
                case Fixed.OVER -> throw new BadMessageException("the exchange is over");
            };
        } catch (BadMessageException e) {
            outcome = new Refused(ReasonCode.PROTOCOL_ERROR, e.getMessage());
        }
        answer.accept(outcome);
    }

    private AuthOutcome challenge(ScramMessages.First first) {
        if (connectUsername != null && !SaslPrep.isSame(connectUsername, first.username())) {
            return new Refused(ReasonCode.NOT_AUTHORIZED, "the user name is not the one of the connection");
        }
        Candidate candidate = users.find(first.username());
        String nonce = first.nonce() + serverNonce;
        String message = "r=" + nonce + ",s="
                + Base64.getEncoder().encodeToString(candidate.verifier.salt()) + ",i="
                + candidate.verifier.iterations();
        state = new Challenged(candidate, first.header(), nonce, first.bare() + "," + message);
        return new Challenge(message.getBytes(UTF_8));
    }

    private AuthOutcome judge(Challenged challenged, ScramMessages.Final last) {
        byte[] authMessage = (challenged.transcript + "," + last.withoutProof()).getBytes(UTF_8);
        ScramVerifier verifier = challenged.candidate.verifier;
        boolean proven = verifier.isProven(last.proof(), authMessage);
        User user = challenged.candidate.user;
        if (!last.nonce().equals(challenged.nonce) || !proven || user == null) {
            return new Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, null);
        }
        String signature = Base64.getEncoder().encodeToString(verifier.serverSignature(authMessage));
        return accept.apply(user, ("v=" + signature).getBytes(UTF_8));
    }
}
