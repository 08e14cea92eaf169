package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.Authenticator.Exchange;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.lane.Registration;
import io.robustmq.broker.core.lane.Sessions.Opened;
import io.robustmq.broker.core.lane.Timeout;
import io.robustmq.broker.core.session.AckResult;
import io.robustmq.broker.core.session.Session;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client is connected to its session. Each packet goes to the class that knows it. Confined to the connection's lane. */
final class Online implements ConnectionState {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long PAUSE_WHEN_BUSY_NANOS = NANOS_PER_SECOND / 10;

    private final Connection connection;
    private final Connect connect;
    private final Outlet outlet;
    private final Welcome welcome;
    private final long patienceNanos;
    private Identity identity;
    private @Nullable Entered entered;
    private @Nullable Reauthentication reauthentication;
    private @Nullable Timeout breather;
    private boolean published;
    private boolean clogged;
    private long takenBytes;

    /** What there is once the session is open. */
    private record Entered(
            Lane lane,
            Registration registration,
            Session session,
            PublishReceiver publishes,
            SubscriptionReceiver subscriptions) {}

    Online(Connection connection, Connect connect, Identity identity, Outlet outlet, Welcome welcome) {
        this.connection = connection;
        this.connect = connect;
        this.identity = identity;
        this.outlet = outlet;
        this.welcome = welcome;
        this.patienceNanos = welcome.keepAliveSeconds() * NANOS_PER_SECOND * 3 / 2;
    }

    Connection connection() {
        return connection;
    }

    Identity identity() {
        return identity;
    }

    /** Says yes, then lets the session send. */
    void enter(Opened opened) {
        Lane lane = connection.lane();
        Registration registration = opened.registration();
        Session session = registration.session();
        boolean v5 = connect.version().isV5();
        entered = new Entered(
                lane,
                registration,
                session,
                new PublishReceiver(this, lane, session, connection.context(), v5),
                new SubscriptionReceiver(this, lane, session, connection.context(), v5));
        if (opened.sessionPresent()) {
            entered().subscriptions().dropForbidden();
        }
        lane.counters().connects++;
        lane.counters().connections++;
        send(welcome.connAck(opened.sessionPresent())); // [MQTT-3.1.4-5] [MQTT-3.2.2-2] [MQTT-3.2.2-3]
        connection.become(this);
        connection
                .context()
                .clients()
                .onConnected(session.clientId(), connection.link().peer(), connect.version(), opened.sessionPresent());
        session.attach(outlet, connect.properties().receiveMaximum());
    }

    private Entered entered() {
        Entered known = entered;
        if (known == null) {
            throw new IllegalStateException(
                    "no session yet for " + connection.link().peer());
        }
        return known;
    }

    void send(Packet packet) {
        outlet.send(packet);
    }

    @Override
    public void onPacket(Packet packet) {
        if (packet instanceof Publish publish) { // first, since most packets are
            published = true;
            entered().publishes().on(publish);
            return;
        }
        Session session = entered().session();
        switch (packet) {
            case Publish _ -> throw new IllegalStateException("handled above");
            case PubAck ack -> onAck(session.onPubAck(ack.packetId()));
            case PubRec ack -> onPubRec(session, ack);
            case PubRel rel -> onPubRel(session, rel);
            case PubComp ack -> onAck(session.onPubComp(ack.packetId()));
            case Subscribe subscribe -> entered().subscriptions().on(subscribe);
            case Unsubscribe unsubscribe -> entered().subscriptions().on(unsubscribe);
            case PingReq _ -> send(PingResp.INSTANCE); // [MQTT-3.12.4-1]
            case Disconnect disconnect -> onDisconnect(disconnect);
            case Auth auth -> onAuth(auth);
            case Connect _ -> throw protocolError("a second CONNECT"); // [MQTT-3.1.0-2]
            case ConnAck _, SubAck _, UnsubAck _, PingResp _ -> throw protocolError("only servers send this packet");
        }
    }

    private static MalformedPacketException protocolError(String why) {
        return new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, why);
    }

    private static void onAck(AckResult result) {
        if (result == AckResult.OUT_OF_TURN) {
            throw protocolError("this acknowledgement does not belong to the message's QoS or stage");
        }
    }

    private void onPubRec(Session session, PubRec ack) {
        AckResult result = session.onPubRec(ack.packetId(), ack.reason().isError());
        if (result == AckResult.UNKNOWN && !ack.reason().isError()) {
            send(new PubRel(ack.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
        } else {
            onAck(result);
        }
    }

    private void onPubRel(Session session, PubRel rel) {
        boolean known = session.onPubRel(rel.packetId(), new LateAcknowledgement(connection) {
            @Override
            void acknowledge() {
                send(new PubComp(rel.packetId(), ReasonCode.SUCCESS)); // [MQTT-4.3.3-11]
            }

            @Override
            void refuse(StorageException why) {
                endConnection(why);
            }
        });
        if (!known) {
            send(new PubComp(rel.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)); // [MQTT-4.3.3-11]
        }
    }

    private void onDisconnect(Disconnect disconnect) {
        Registration registration = entered().registration();
        long expiry = disconnect.sessionExpiryIntervalSeconds();
        if (expiry != Disconnect.ABSENT) {
            if (registration.expirySeconds() == 0 && expiry != 0) { // [MQTT-3.1.2-23]
                throw protocolError("a session without expiry cannot get one at its end");
            }
            long longest = connection.context().settings().protocol().maximumSessionExpirySeconds();
            registration.expirySeconds(Math.min(expiry, longest));
        }
        entered().lane().counters().disconnects++;
        connection.bye(disconnect.reason() != ReasonCode.SUCCESS); // [MQTT-3.14.4-3]
    }

    // ---- re-authentication

    private void onAuth(Auth auth) {
        String method = connect.properties().authenticationMethod();
        if (method == null || !method.equals(auth.method())) { // [MQTT-4.12.0-5] [MQTT-4.12.0-7] [MQTT-4.12.1-1]
            throw protocolError("AUTH without or with another authentication method");
        }
        Reauthentication under = reauthentication;
        if (auth.reason() == ReasonCode.REAUTHENTICATE && under == null) {
            Credentials credentials = new Credentials(
                    entered().session().clientId(),
                    identity.username(), // another user does not get this connection
                    null,
                    connection.link().peer());
            Exchange exchange = connection.context().authenticator().exchange(method, credentials);
            if (exchange == null) {
                throw new MalformedPacketException(ReasonCode.BAD_AUTHENTICATION_METHOD, "unknown method");
            }
            under = new Reauthentication(exchange);
            reauthentication = under;
        } else if (auth.reason() != ReasonCode.CONTINUE_AUTHENTICATION || under == null || under.isAsking) {
            throw protocolError("AUTH out of turn");
        }
        ask(under, auth.data());
    }

    /** An exchange under way; between question and answer the client has nothing to say in it. */
    private static final class Reauthentication {
        final Exchange exchange;
        boolean isAsking;

        Reauthentication(Exchange exchange) {
            this.exchange = exchange;
        }
    }

    private void ask(Reauthentication under, byte @Nullable [] data) {
        under.isAsking = true;
        AuthQuestion question = new AuthQuestion(connection.lane().thread(), this::onAuthOutcome);
        under.exchange.step(data, question);
        AuthOutcome outcome = question.answeredAtOnce();
        if (outcome != null) {
            onAuthOutcome(outcome);
        }
    }

    private void onAuthOutcome(AuthOutcome outcome) {
        Reauthentication under = reauthentication;
        if (connection.isClosed() || under == null) {
            return;
        }
        under.isAsking = false;
        String method = connect.properties().authenticationMethod();
        switch (outcome) {
            case AuthOutcome.Challenge(byte[] data) ->
                send(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, method, data, null, List.of()));
            case AuthOutcome.Accepted(Identity renewed, byte[] data) -> {
                identity = renewed;
                reauthentication = null;
                entered().publishes().forgetPermission();
                send(new Auth(ReasonCode.SUCCESS, method, data, null, List.of()));
            }
            case AuthOutcome.Refused(ReasonCode reason, String why) -> { // [MQTT-4.12.1-2]
                entered().lane().counters().authFailures++;
                connection.end(reason, why);
            }
        }
    }

    // ---- slowing down

    @Override
    public void onBatchRead() {
        Entered here = entered;
        if (here == null || connection.isClosed()) {
            return;
        }
        if (outlet.isOverfull() && !outlet.isReady() && !connection.link().isGone()) {
            clogged = true; // it does not take its answers: take no more of its questions
            takenBytes = outlet.takenBytes();
            here.lane().counters().readsPaused++;
            connection.pause();
            return;
        }
        if (published) {
            published = false;
            long wait = here.publishes().takeWaitNanos();
            if (here.lane().mustSlowPublishers()) {
                wait = Math.max(wait, PAUSE_WHEN_BUSY_NANOS);
            }
            if (wait > 0) {
                breathe(here.lane(), wait);
            }
        }
    }

    private void breathe(Lane lane, long nanos) {
        Timeout known = breather;
        if (known == null) {
            known = new Timeout() {
                @Override
                protected void onTime(long nowNanos) {
                    if (!connection.isClosed() && !clogged) {
                        connection.resume();
                    }
                }
            };
            breather = known;
        }
        lane.counters().readsPaused++;
        connection.pause();
        lane.timers().schedule(known, lane.nowNanos() + nanos);
    }

    @Override
    public void onWritable() {
        boolean gone = connection.link().isGone(); // then nobody waits for answers, but what has come still counts
        outlet.drain();
        if (clogged && (gone || outlet.isReady() || !outlet.isOverfull())) {
            clogged = false;
            connection.resume();
        }
        if (!gone) {
            entered().session().onWritable();
        }
    }

    @Override
    public boolean isHeldBack() {
        return (breather != null && breather.isScheduled()) || (clogged && hasTakenSome());
    }

    /** Whether the client has taken anything since this was last asked: then it is slow, but there. */
    private boolean hasTakenSome() {
        long before = takenBytes;
        takenBytes = outlet.takenBytes();
        return takenBytes > before;
    }

    @Override
    public long unreadBytes() {
        return outlet.pendingBytes() + entered().session().queuedBytes();
    }

    @Override
    public long readBytes() {
        return outlet.takenBytes();
    }

    // ---- the end

    @Override
    public long keepAliveDueNanos(long heardNanos) {
        return patienceNanos == 0 ? NO_KEEP_ALIVE : heardNanos + patienceNanos;
    }

    @Override
    public String clientId() {
        return entered().session().clientId();
    }

    @Override
    public void explain(ReasonCode reason, @Nullable String why) {
        String reference = connection.context().settings().protocol().serverReference();
        boolean elsewhere = reason == ReasonCode.USE_ANOTHER_SERVER || reason == ReasonCode.SERVER_MOVED;
        send(new Disconnect(forDisconnect(reason), Disconnect.ABSENT, why, List.of(), elsewhere ? reference : null));
    }

    /** Reasons for CONNACK alone, for which a client that proves itself again may fail, too [MQTT-3.14.2-1]. */
    private static ReasonCode forDisconnect(ReasonCode reason) {
        return switch (reason) {
            case BAD_USER_NAME_OR_PASSWORD, BAD_AUTHENTICATION_METHOD, BANNED -> ReasonCode.NOT_AUTHORIZED;
            case SERVER_UNAVAILABLE -> ReasonCode.SERVER_BUSY;
            default -> reason;
        };
    }

    @Override
    public void onLeave(boolean withWill) {
        Entered here = entered();
        here.lane().counters().connections--;
        if (breather != null) {
            here.lane().timers().cancel(breather);
        }
        here.lane().sessions().disconnect(here.registration(), connection, withWill);
    }
}
