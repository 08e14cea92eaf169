package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.Authenticator.Exchange;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.lane.Claim;
import io.robustmq.broker.core.lane.KeptWill;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.lane.LaneClaims;
import io.robustmq.broker.core.lane.LastWill;
import io.robustmq.broker.core.lane.Sessions.Opened;
import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.PacketEncoder;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.Will;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT has come and is being answered: authentication in one step or, by AUTH packets, in several (MQTT 5.0 §4.12), then
 * the move to the client's lane, then its session.
 */
final class Entering implements ConnectionState {
    private final Connection connection;
    private final Connect connect;
    private final String clientId;
    private @Nullable Exchange exchange;
    private boolean paused;

    /** The client id, once it is claimed; null in a broker on its own. */
    private LaneClaims.@Nullable Ticket ticket;

    /** The client's, once it is being kept; its session's, once it is let in. */
    private @Nullable KeptWill will;

    Entering(Connection connection, Connect connect, String clientId) {
        this.connection = connection;
        this.connect = connect;
        this.clientId = clientId;
    }

    void authenticate() {
        String method = connect.properties().authenticationMethod();
        Credentials credentials = new Credentials(
                clientId,
                connect.username(),
                connect.password(),
                connection.link().peer());
        if (method == null) {
            AuthQuestion question = new AuthQuestion(connection.lane().thread(), this::onLateAnswer);
            connection.context().authenticator().authenticate(credentials, question);
            await(question);
            return;
        }
        exchange = connection.context().authenticator().exchange(method, credentials);
        if (exchange == null) { // [MQTT-4.12.0-1]
            throw Arriving.refused(ReasonCode.BAD_AUTHENTICATION_METHOD, "unknown authentication method");
        }
        step(exchange, connect.properties().authenticationData());
    }

    private void step(Exchange with, byte @Nullable [] data) {
        AuthQuestion question = new AuthQuestion(connection.lane().thread(), this::onLateAnswer);
        with.step(data, question);
        await(question);
    }

    private void await(AuthQuestion question) {
        AuthOutcome outcome = question.answeredAtOnce();
        if (outcome != null) {
            onAnswer(outcome);
        } else {
            hold();
        }
    }

    private void onLateAnswer(AuthOutcome outcome) {
        if (connection.isClosed()) {
            return;
        }
        try {
            onAnswer(outcome);
        } catch (MalformedPacketException e) {
            connection.end(e.reason(), e.getMessage());
        }
    }

    private void onAnswer(AuthOutcome outcome) {
        switch (outcome) {
            case AuthOutcome.Refused(ReasonCode reason, String why) -> {
                connection.lane().counters().authFailures++;
                connection.end(reason, why);
            }
            case AuthOutcome.Challenge(byte[] data) -> {
                send(new Auth(
                        ReasonCode.CONTINUE_AUTHENTICATION, // [MQTT-4.12.0-2]
                        connect.properties().authenticationMethod(),
                        data,
                        null,
                        List.of()));
                goOn();
            }
            case AuthOutcome.Accepted accepted -> {
                requireWillAllowed(accepted.identity());
                Lane home = connection.context().home(clientId);
                if (home == connection.lane()) {
                    admit(accepted);
                } else {
                    connection.moveTo(home, () -> admit(accepted));
                }
            }
        }
    }

    /** Nothing more is read until {@link #goOn}, whatever is waited for: one thing after the other, or both. */
    private void hold() {
        if (!paused) {
            paused = true;
            connection.pause();
        }
    }

    private void goOn() {
        if (paused) {
            paused = false;
            connection.resume();
        }
    }

    private void requireWillAllowed(Identity identity) {
        Will asked = connect.will();
        if (asked != null
                && (TopicRules.isServersOwn(asked.topic())
                        || !connection
                                .context()
                                .authorizer()
                                .mayPublish(identity, asked.topic(), asked.qos(), asked.retain()))) {
            throw Arriving.refused(ReasonCode.NOT_AUTHORIZED, "the will's topic is not allowed");
        }
    }

    @Override
    public void onPacket(Packet packet) {
        Exchange under = exchange;
        if (packet instanceof Auth auth && under != null) {
            boolean sameMethod = connect.properties().authenticationMethod() != null
                    && connect.properties().authenticationMethod().equals(auth.method());
            if (auth.reason() != ReasonCode.CONTINUE_AUTHENTICATION || !sameMethod) { // [MQTT-4.12.0-3] [MQTT-4.12.0-5]
                throw new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, "AUTH does not continue this exchange");
            }
            step(under, auth.data());
        } else if (packet instanceof Disconnect) {
            connection.bye(false);
        } else { // [MQTT-3.1.2-30]
            throw new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, "only AUTH and DISCONNECT before CONNACK");
        }
    }

    /** On the client's lane: opens the session and says yes, or waits for what must be written before. */
    private void admit(AuthOutcome.Accepted accepted) {
        if (!connection.isClosed()) {
            maybeAdmit(accepted);
        }
        if (connection.isClosed() && will != null) {
            connection.lane().sessions().wills().forget(will);
            will = null;
        }
    }

    private void maybeAdmit(AuthOutcome.Accepted accepted) {
        Lane lane = connection.lane();
        ProtocolSettings offered = connection.context().settings().protocol();
        Welcome welcome = Welcome.of(connect, clientId, offered, accepted.data());
        if (PacketEncoder.encodedLength(welcome.connAck(false), connect.version())
                > connect.properties().maximumPacketSize()) { // [MQTT-3.1.2-24]
            connection.end(ReasonCode.PACKET_TOO_LARGE, null);
            return;
        }
        if (lane.isMemoryTight() && lane.sessions().find(clientId) == null) {
            connection.end(ReasonCode.QUOTA_EXCEEDED, "the server is short of memory");
            return;
        }
        if (!lane.claims().isAlone() && !isClaimed(lane.claims(), accepted)) {
            return;
        }
        if (!lane.claims().isAlone() && !isLoaded(lane.claims(), accepted)) {
            return;
        }
        lane.sessions().makeWay(clientId, accepted.identity().username(), connect.cleanStart());
        if (lane.storage().isClearing(clientId)) {
            admitLater(accepted);
            return;
        }
        LastWill last = lastWill(offered);
        if (last != null && will == null) {
            hold();
            will = lane.sessions().wills().keep(clientId, last, () -> admit(accepted));
            return;
        }
        Claim claim = new Claim(
                clientId, accepted.identity().username(), connect.cleanStart(), welcome.sessionExpirySeconds(), will);
        Opened opened = lane.sessions().open(claim, connection);
        if (opened == null) {
            connection.end(ReasonCode.QUOTA_EXCEEDED, "no more sessions");
            return;
        }
        will = null;
        new Online(connection, connect, accepted.identity(), welcome, opened.registration())
                .enter(opened.sessionPresent());
        goOn();
    }

    /** Whether no other broker has the client; else it waits, or goes. */
    private boolean isClaimed(LaneClaims claims, AuthOutcome.Accepted accepted) {
        LaneClaims.Ticket known = ticket;
        if (known == null) {
            known = claims.claim(clientId, () -> admit(accepted));
            ticket = known;
            connection.holds(known);
        }
        return switch (known.answer()) {
            case HELD -> true;
            case PENDING -> {
                hold();
                yield false;
            }
            case LOST -> {
                connection.end(ReasonCode.SERVER_UNAVAILABLE, "another broker has the client, or cannot be asked");
                yield false;
            }
        };
    }

    /** Whether what storage has of the client is here, where brokers share it; else it waits. */
    private boolean isLoaded(LaneClaims claims, AuthOutcome.Accepted accepted) {
        if (claims.isLoaded(clientId)) {
            return true;
        }
        hold();
        claims.load(clientId, admittingAgain(accepted));
        return false;
    }

    private @Nullable LastWill lastWill(ProtocolSettings offered) {
        Will asked = connect.will();
        return asked == null
                ? null
                : new LastWill(now -> Messages.of(asked, clientId, offered, now), asked.delayIntervalSeconds());
    }

    /** What is left of the client's last session must not be taken for this one's after a crash [MQTT-3.1.2-4]. */
    private void admitLater(AuthOutcome.Accepted accepted) {
        hold();
        connection.lane().storage().whenCleared(clientId, admittingAgain(accepted));
    }

    private WriteCompletion admittingAgain(AuthOutcome.Accepted accepted) {
        return new WriteCompletion() {
            @Override
            public void onWritten() {
                admit(accepted);
            }

            @Override
            public void onFailed(StorageException why) {
                connection.end(ReasonCode.SERVER_UNAVAILABLE, "storage: " + why.getMessage());
                admit(accepted); // not any more
            }
        };
    }

    private void send(Packet packet) {
        PacketEncoder.encode(
                packet,
                connect.version(),
                connection.link().buffer(PacketEncoder.encodedLength(packet, connect.version())));
    }

    @Override
    public String clientId() {
        return clientId;
    }

    @Override
    public void explain(ReasonCode reason, @Nullable String why) {
        Refusal.send(
                connection, connect.version(), reason, why, connect.properties().maximumPacketSize());
    }
}
