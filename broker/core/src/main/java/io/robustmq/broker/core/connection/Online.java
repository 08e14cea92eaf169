package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.lane.Registration;
import io.robustmq.broker.core.outgoing.AckResult;
import io.robustmq.broker.core.session.Session;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.core.stats.LaneCounters;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client is connected to its session. Each packet goes to the class that knows it. Confined to the connection's lane. */
final class Online implements ConnectionState {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Connection connection;
    private final Connect connect;
    private final Outlet outlet;
    private final Welcome welcome;
    private final Registration registration;
    private final Session session;
    private final PublishReceiver publishes;
    private final SubscriptionReceiver subscriptions;
    private final ReadPace pace;

    /** Null if CONNECT named no authentication method: then nobody can prove anything anew. */
    private final @Nullable Reauthentication reauthentication;

    private Identity identity;

    /** On the client's lane, with its session. */
    Online(Connection connection, Connect connect, Identity identity, Welcome welcome, Registration registration) {
        this.connection = connection;
        this.connect = connect;
        this.identity = identity;
        this.welcome = welcome;
        this.registration = registration;
        this.session = registration.session();
        this.outlet = outlet(connection, connect);
        this.publishes = new PublishReceiver(this, session, connect.version());
        this.subscriptions = new SubscriptionReceiver(this, session, connect.version());
        this.pace = new ReadPace(connection, outlet);
        String method = connect.properties().authenticationMethod();
        this.reauthentication = method == null ? null : new Reauthentication(connection, this, method);
    }

    private static Outlet outlet(Connection connection, Connect connect) {
        Settings settings = connection.context().settings();
        int aliases = settings.protocol().outgoingTopicAliasMaximum();
        return new Outlet(
                connection.link(),
                connect.version(),
                connect.properties().maximumPacketSize(),
                connect.properties().requestProblemInformation(),
                Math.min(connect.properties().topicAliasMaximum(), aliases),
                settings.connections().pendingBytes(),
                connection.lane().counters());
    }

    Connection connection() {
        return connection;
    }

    Identity identity() {
        return identity;
    }

    /** The client has proved itself anew: what it was allowed may not be allowed any more. */
    void becomes(Identity renewed) {
        identity = renewed;
        publishes.forgetPermission();
    }

    /** Says yes, then lets the session send. */
    void enter(boolean sessionPresent) {
        if (sessionPresent) {
            subscriptions.dropForbidden();
        }
        LaneCounters counters = connection.lane().counters();
        counters.connects++;
        counters.connections++;
        send(welcome.connAck(sessionPresent)); // [MQTT-3.1.4-5] [MQTT-3.2.2-2] [MQTT-3.2.2-3]
        connection.become(this);
        connection
                .context()
                .clients()
                .onConnected(clientId(), connection.link().peer(), connect.version(), sessionPresent);
        session.attach(outlet, connect.properties().receiveMaximum());
    }

    void send(Packet packet) {
        outlet.send(packet);
    }

    // ---- packets

    @Override
    public void onPacket(Packet packet) {
        if (packet instanceof Publish publish) { // first, since most packets are
            publishes.on(publish);
            return;
        }
        switch (packet) {
            case Publish _ -> throw new IllegalStateException("handled above");
            case PubAck ack -> requireInTurn(session.onPubAck(ack.packetId()));
            case PubRec ack -> onPubRec(ack);
            case PubRel rel -> onPubRel(rel);
            case PubComp ack -> requireInTurn(session.onPubComp(ack.packetId()));
            case Subscribe subscribe -> subscriptions.on(subscribe);
            case Unsubscribe unsubscribe -> subscriptions.on(unsubscribe);
            case PingReq _ -> send(PingResp.INSTANCE); // [MQTT-3.12.4-1]
            case Disconnect disconnect -> onDisconnect(disconnect);
            case Auth auth -> onAuth(auth);
            case Connect _ -> throw protocolError("a second CONNECT"); // [MQTT-3.1.0-2]
            case ConnAck _, SubAck _, UnsubAck _, PingResp _ -> throw protocolError("only servers send this packet");
        }
    }

    static MalformedPacketException protocolError(String why) {
        return new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, why);
    }

    private static void requireInTurn(AckResult result) {
        if (result == AckResult.OUT_OF_TURN) {
            throw protocolError("this acknowledgement does not belong to the message's QoS or stage");
        }
    }

    private void onPubRec(PubRec ack) {
        AckResult result = session.onPubRec(ack.packetId(), ack.reason().isError());
        if (result == AckResult.UNKNOWN && !ack.reason().isError()) {
            send(new PubRel(ack.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
        } else {
            requireInTurn(result);
        }
    }

    private void onPubRel(PubRel rel) {
        boolean known = session.received().release(rel.packetId(), new LateAcknowledgement(connection) {
            @Override
            void acknowledge() {
                send(new PubComp(rel.packetId(), ReasonCode.SUCCESS)); // [MQTT-4.3.3-11]
            }
        });
        if (!known) {
            send(new PubComp(rel.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)); // [MQTT-4.3.3-11]
        }
    }

    private void onDisconnect(Disconnect disconnect) {
        long expiry = disconnect.sessionExpiryIntervalSeconds();
        if (expiry != Disconnect.ABSENT) {
            if (registration.expirySeconds() == 0 && expiry != 0) { // MQTT 5.0 §3.14.2.2.2
                throw protocolError("a session without expiry cannot get one at its end");
            }
            long longest = connection.context().settings().protocol().maximumSessionExpirySeconds();
            registration.expirySeconds(Math.min(expiry, longest));
        }
        connection.lane().counters().disconnects++;
        connection.bye(disconnect.reason() != ReasonCode.SUCCESS); // [MQTT-3.14.4-3]
    }

    private void onAuth(Auth auth) {
        if (reauthentication == null) { // [MQTT-4.12.0-7]
            throw protocolError("AUTH without an authentication method in CONNECT");
        }
        reauthentication.on(auth);
    }

    // ---- pace

    @Override
    public void onBatchRead() {
        pace.onBatchRead(publishes);
    }

    @Override
    public void onWritable() {
        boolean gone = connection.link().isGone(); // then nobody waits for answers, but what has come still counts
        outlet.drain();
        pace.onWritable();
        if (!gone) {
            session.onWritable();
        }
    }

    @Override
    public boolean isHeldBack() {
        return pace.excusesSilence();
    }

    @Override
    public long keepAliveDueNanos(long heardNanos) {
        long seconds = welcome.keepAliveSeconds();
        return seconds == 0 ? NO_KEEP_ALIVE : heardNanos + seconds * NANOS_PER_SECOND * 3 / 2; // [MQTT-3.1.2-22]
    }

    @Override
    public long unreadBytes() {
        return outlet.pendingBytes() + session.queuedBytes();
    }

    @Override
    public long readBytes() {
        return outlet.takenBytes();
    }

    // ---- the end

    @Override
    public String clientId() {
        return session.clientId();
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
        connection.lane().counters().connections--;
        pace.end();
        connection.lane().sessions().disconnect(registration, connection, withWill);
    }
}
