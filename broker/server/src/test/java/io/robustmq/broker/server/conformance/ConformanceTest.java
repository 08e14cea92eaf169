package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.WebSocketWire;
import io.robustmq.broker.server.lifecycle.Broker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * One broker for all tests of a class, and clients that are closed after each. Tests do not disturb each other because
 * their client ids and topics are {@link #unique}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ConformanceTest {
    /** Begins elsewhere in each run, since a broker that is not ours may remember the last one. */
    private static final AtomicLong COUNTER = new AtomicLong(System.currentTimeMillis() % 1_000_000_000 * 100);

    private final List<RawClient> clients = new ArrayList<>();
    private BrokerUnderTest broker;

    /** What the broker of this class is like; as it comes unless overridden. */
    protected BrokerSetup setup() {
        return BrokerSetup.plain();
    }

    @BeforeAll
    void startBroker() {
        start(setup());
    }

    /** Begins anew with another broker. */
    protected final void start(BrokerSetup other) {
        stopBroker();
        broker = BrokerUnderTest.start(other);
    }

    /** The broker itself, for those who want to know what it has counted. */
    protected final Broker broker() {
        return broker.ours();
    }

    @AfterAll
    void stopBroker() {
        closeClients();
        if (broker != null) {
            broker.close();
        }
    }

    @AfterEach
    void closeClients() {
        clients.forEach(RawClient::close);
        clients.clear();
    }

    /** A name no other test uses, fit for a client id (at most 23 letters and digits) and for a topic level. */
    protected static String unique(String stem) {
        return stem + COUNTER.incrementAndGet();
    }

    /** A connection on which nothing was sent yet. */
    protected RawClient open(ProtocolVersion version) {
        RawClient client = new RawClient(broker.tcp(), version);
        clients.add(client);
        return client;
    }

    /** As {@link #open}, inside a WebSocket. */
    protected RawClient openWebSocket(ProtocolVersion version) throws IOException {
        RawClient client = new RawClient(webSocket("mqtt"), version);
        clients.add(client);
        return client;
    }

    protected WebSocketWire webSocket(String subprotocols) throws IOException {
        return broker.webSocket(subprotocols);
    }

    /** A client that was accepted, with a session that ends with the connection. */
    protected RawClient connected(ProtocolVersion version) {
        return connected(version, connect(unique("client")));
    }

    protected RawClient connected(ProtocolVersion version, ConnectPacket packet) {
        RawClient client = open(version);
        client.connect(packet);
        return client;
    }

    /** A client that was accepted and granted a subscription with {@code options}' QoS. */
    protected RawClient subscribed(ProtocolVersion version, String filter, int options) {
        return subscribed(version, connect(unique("client")), filter, options);
    }

    protected RawClient subscribed(ProtocolVersion version, ConnectPacket packet, String filter, int options) {
        RawClient client = connected(version, packet);
        client.subscribed(filter, options);
        return client;
    }

    /** CONNECT for a session that is resumed if it exists and outlives the connection for an hour. */
    protected static ConnectPacket persistent(ProtocolVersion version) {
        return persistent(version, unique("session"));
    }

    protected static ConnectPacket persistent(ProtocolVersion version, String clientId) {
        ConnectPacket packet = connect(clientId).resume();
        return version.isV5() ? packet.with(SESSION_EXPIRY_INTERVAL, 3_600) : packet;
    }

    /**
     * Nothing is on its way from one client to the others: a message from it now is the next thing each of them sees,
     * since messages of one client keep their order.
     */
    protected static void expectNothingUnderWay(RawClient from, RawClient... others) {
        String topic = unique("fence");
        for (RawClient other : others) {
            other.subscribed(topic, 0);
        }
        from.send(publish(topic, "fence"));
        for (RawClient other : others) {
            other.expectPublish(topic, "fence");
        }
    }
}
