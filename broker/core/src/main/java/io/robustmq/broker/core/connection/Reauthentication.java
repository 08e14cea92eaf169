package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.Authenticator.Exchange;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Auth;
import java.util.List;

/**
 * AUTH of a client that is connected: it proves anew who it is, with the method of its CONNECT, while its messages go on
 * (MQTT 5.0 §4.12.1).
 *
 * <pre>
 *   {@link Idle} ──AUTH 0x19──► {@link Asking} ──challenge──► {@link Challenged} ──AUTH 0x18──► {@link Asking}
 *   {@link Asking} ──accepted──► {@link Idle}
 *   {@link Asking} ──refused───► the connection ends
 * </pre>
 *
 * Any other AUTH is a protocol error. Confined to the connection's lane.
 */
final class Reauthentication {
    private final Connection connection;
    private final Online online;
    private final String method;
    private State state = Idle.INSTANCE;

    /** @param method of CONNECT */
    Reauthentication(Connection connection, Online online, String method) {
        this.connection = connection;
        this.online = online;
        this.method = method;
    }

    private sealed interface State {}

    private enum Idle implements State {
        INSTANCE
    }

    /** The authenticator has a question to answer; the client has nothing to say meanwhile. */
    private record Asking(Exchange exchange) implements State {}

    /** It is the client's turn. */
    private record Challenged(Exchange exchange) implements State {}

    void on(Auth auth) {
        if (!method.equals(auth.method())) { // [MQTT-4.12.0-5] [MQTT-4.12.1-1]
            throw Online.protocolError("AUTH with another authentication method");
        }
        Exchange exchange =
                switch (state) {
                    case Idle _ when auth.reason() == ReasonCode.REAUTHENTICATE -> begin();
                    case Challenged(Exchange begun) when auth.reason() == ReasonCode.CONTINUE_AUTHENTICATION -> begun;
                    case Idle _, Asking _, Challenged _ -> throw Online.protocolError("AUTH out of turn");
                };
        state = new Asking(exchange);
        AuthQuestion question = new AuthQuestion(connection.lane().thread(), this::onOutcome);
        exchange.step(auth.data(), question);
        AuthOutcome outcome = question.answeredAtOnce();
        if (outcome != null) {
            onOutcome(outcome);
        }
    }

    private Exchange begin() {
        Credentials credentials = new Credentials(
                online.clientId(),
                online.identity().username(), // another user does not get this connection
                null,
                connection.link().peer());
        Exchange exchange = connection.context().authenticator().exchange(method, credentials);
        if (exchange == null) {
            throw new MalformedPacketException(ReasonCode.BAD_AUTHENTICATION_METHOD, "unknown method");
        }
        return exchange;
    }

    private void onOutcome(AuthOutcome outcome) {
        if (connection.isClosed() || !(state instanceof Asking(Exchange exchange))) {
            return;
        }
        switch (outcome) {
            case AuthOutcome.Challenge(byte[] data) -> {
                state = new Challenged(exchange);
                online.send(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, method, data, null, List.of()));
            }
            case AuthOutcome.Accepted(Identity renewed, byte[] data) -> {
                state = Idle.INSTANCE;
                online.becomes(renewed);
                online.send(new Auth(ReasonCode.SUCCESS, method, data, null, List.of()));
            }
            case AuthOutcome.Refused(ReasonCode reason, String why) -> { // [MQTT-4.12.1-2]
                connection.lane().counters().authFailures++;
                connection.end(reason, why);
            }
        }
    }
}
