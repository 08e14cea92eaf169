package io.robustmq.broker.core.world;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.core.connection.Connection;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.ConnAck;
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
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import io.robustmq.broker.mqtt.testkit.ClientEncoder;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client, one connection after the other. Keeps what it receives until the test asks, and checks every packet: the window,
 * packet ids, sizes, topic aliases, nothing before CONNACK and nothing after DISCONNECT.
 */
public final class Client {
    private static final int MAX_PACKET_ID = 65_535;

    private final World world;
    private final String id;
    private final ArrayDeque<Packet> received = new ArrayDeque<>();
    private ProtocolVersion version = ProtocolVersion.V5;
    private boolean acknowledging;
    private int lastId;

    // of the connection
    private @Nullable FakeLink link;
    private Incoming incoming = new Incoming(ProtocolVersion.V5, 0);
    private Window window = new Window(0);
    private final Map<Integer, TopicName> aliases = new HashMap<>();
    private int topicAliasMaximum;
    private boolean welcomed;
    private boolean dismissed;
    private boolean closed;

    Client(World world, String id) {
        this.world = world;
        this.id = id;
    }

    public Client speaks(ProtocolVersion one) {
        version = one;
        return this;
    }

    /** From now on answers every message at once. */
    public Client acknowledging() {
        acknowledging = true;
        return this;
    }

    public Client keepingQuiet() {
        acknowledging = false;
        return this;
    }

    // ---- connecting and leaving

    /** Connects with a clean start and expects to be let in. */
    public Client connected() {
        return connected(Connecting.cleanly());
    }

    public Client connected(Connecting how) {
        ConnAck answer = connect(how);
        if (answer.reason() != ReasonCode.SUCCESS) {
            throw new AssertionError(id + " was not let in: " + answer.reason());
        }
        return this;
    }

    public ConnAck connect(Connecting how) {
        begin(how);
        world.run();
        return take(ConnAck.class);
    }

    /** Sends CONNECT on a new socket; nothing has happened yet when this returns. */
    public void begin(Connecting how) {
        open(how);
        write(how.packet(id, version));
    }

    /** Opens a new socket and says nothing. */
    public void open(Connecting how) {
        received.clear();
        aliases.clear();
        incoming = new Incoming(version, how.maximumPacketSize());
        window = new Window(how.receiveMaximum());
        topicAliasMaximum = how.topicAliasMaximum();
        welcomed = false;
        dismissed = false;
        closed = false;
        FakeLink[] mine = new FakeLink[1];
        mine[0] = new FakeLink(
                world,
                world.accepting(),
                world.newPeer(),
                bytes -> onBytes(mine[0], bytes),
                () -> closed |= mine[0] == link);
        link = mine[0];
    }

    public void disconnect() {
        disconnect(Disconnect.because(ReasonCode.SUCCESS, null));
    }

    public void disconnect(Disconnect how) {
        send(how);
        drop();
    }

    /** The socket is gone without a word. */
    public void drop() {
        link().hangUp();
        closed = true;
        world.run();
    }

    /** As {@link #drop}, but nobody has noticed yet when this returns. */
    public void dropSilently() {
        link().hangUp();
        closed = true;
    }

    public String id() {
        return id;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Does something with the server's side of the connection, on its lane. */
    public void onConnection(Consumer<Connection> action) {
        link().onConnection(action);
        world.run();
    }

    // ---- sending

    /** Sends, and waits until everything that follows from it has happened. */
    public void send(Packet... packets) {
        for (Packet packet : packets) {
            write(packet);
        }
        world.run();
    }

    /** Puts a packet on the wire; nothing has happened yet when this returns. */
    public void write(Packet packet) {
        write(ClientEncoder.encode(packet, version));
        switch (packet) {
            case PubAck ack -> window.onCompleted(ack.packetId());
            case PubComp ack -> window.onCompleted(ack.packetId());
            case PubRec ack when ack.reason().isError() -> window.onCompleted(ack.packetId());
            default -> {}
        }
    }

    public void write(byte[] bytes) {
        link().write(bytes);
    }

    private FakeLink link() {
        if (link == null) {
            throw new AssertionError(id + " has not connected yet");
        }
        return link;
    }

    public int nextId() {
        lastId = lastId == MAX_PACKET_ID ? 1 : lastId + 1;
        return lastId;
    }

    public List<ReasonCode> subscribe(String filter, int qos) {
        return subscribe(0, new SubscriptionRequest(filter, qos, false, false, 0));
    }

    public List<ReasonCode> subscribe(int identifier, SubscriptionRequest... requests) {
        send(new Subscribe(nextId(), identifier, List.of(), List.of(requests)));
        return take(SubAck.class).reasons();
    }

    public List<ReasonCode> unsubscribe(String... filters) {
        send(new Unsubscribe(nextId(), List.of(), List.of(filters)));
        return take(UnsubAck.class).reasons();
    }

    /** Publishes, with the whole exchange of its QoS; returns the reason the server acknowledged it with. */
    public ReasonCode publish(String topic, String payload, int qos) {
        return publish(Publishing.of(topic, payload).qos(qos));
    }

    public ReasonCode publish(Publishing publishing) {
        Publish packet = publishing.idIfNone(nextId()).packet();
        send(packet);
        return switch (packet.qos()) {
            case 0 -> ReasonCode.SUCCESS;
            case 1 -> take(PubAck.class).reason();
            default -> {
                ReasonCode reason = take(PubRec.class).reason();
                if (!reason.isError()) {
                    release(packet.packetId());
                }
                yield reason;
            }
        };
    }

    /** PUBREL and its answer. */
    public ReasonCode release(int packetId) {
        send(new PubRel(packetId, ReasonCode.SUCCESS));
        return take(PubComp.class).reason();
    }

    public void pingIsAnswered() {
        send(PingReq.INSTANCE);
        take(PingResp.class);
    }

    // ---- reading

    public void stopsReading() {
        link().clientTakes(0);
    }

    /** Takes this many bytes more, and then none until told again. */
    public void reads(long bytes) {
        mayRead(bytes);
        world.run();
    }

    /** As {@link #reads}, but of what follows nothing has happened yet when this returns. */
    public void mayRead(long bytes) {
        link().clientTakes(bytes);
    }

    public void readsOn() {
        reads(Long.MAX_VALUE);
    }

    /** The most bytes the server ever had waiting in this client's socket. */
    public long mostPending() {
        return link().mostPending();
    }

    public long bytesWaiting() {
        return link().bytesWaiting();
    }

    /** Bytes the server has left lying, since it does not read. */
    public int bytesUnread() {
        return link().bytesUnread();
    }

    /** The lane its connection is on. */
    public int lane() {
        return link().laneIndex();
    }

    public boolean isHeldBack() {
        return link().isPaused();
    }

    public int inFlight() {
        return window.inFlight();
    }

    public int mostInFlight() {
        return window.most();
    }

    private void onBytes(FakeLink from, ByteBuf bytes) {
        if (from == link && !closed) {
            incoming.add(bytes, this::onPacket);
        } else {
            bytes.skipBytes(bytes.readableBytes());
        }
    }

    private void onPacket(Packet packet) {
        if (dismissed) { // [MQTT-3.14.4-1]
            throw new AssertionError(packet + " for " + id + " after DISCONNECT");
        }
        if (!welcomed && !(packet instanceof ConnAck) && !(packet instanceof Auth)) { // [MQTT-3.2.0-1]
            throw new AssertionError(packet + " for " + id + " before CONNACK");
        }
        received.add(packet);
        switch (packet) {
            case ConnAck _ -> welcomed = true;
            case Disconnect _ -> dismissed = true;
            case Publish publish -> onPublish(publish);
            case PubRel rel -> {
                window.onPubRel(rel);
                if (acknowledging) {
                    write(new PubComp(rel.packetId(), ReasonCode.SUCCESS));
                }
            }
            default -> {}
        }
    }

    private void onPublish(Publish publish) {
        learnAlias(publish);
        window.onPublish(publish);
        if (acknowledging && publish.qos() == 1) {
            write(new PubAck(publish.packetId(), ReasonCode.SUCCESS));
        } else if (acknowledging && publish.qos() == 2) {
            write(new PubRec(publish.packetId(), ReasonCode.SUCCESS));
        }
    }

    private void learnAlias(Publish publish) {
        int alias = publish.properties().topicAlias();
        if (alias > topicAliasMaximum) { // [MQTT-3.1.2-26]
            throw new AssertionError("topic alias " + alias + " above " + topicAliasMaximum);
        }
        if (publish.topic() != null) {
            aliases.put(alias, publish.topic());
        } else if (!aliases.containsKey(alias)) {
            throw new AssertionError("topic alias " + alias + " was never set");
        }
    }

    // ---- what has been received

    /** Takes out the first packet of this kind; there must be one. */
    public <P extends Packet> P take(Class<P> kind) {
        Iterator<Packet> each = received.iterator();
        while (each.hasNext()) {
            Packet packet = each.next();
            if (kind.isInstance(packet)) {
                each.remove();
                return kind.cast(packet);
            }
        }
        throw new AssertionError(
                id + " has no " + kind.getSimpleName() + " but " + received + (closed ? ", closed" : ""));
    }

    /** Takes out all that has been received. */
    public List<Packet> takeAll() {
        List<Packet> all = List.copyOf(received);
        received.clear();
        return all;
    }

    /** Takes out all messages. */
    public List<Publish> takeMessages() {
        List<Publish> messages = new ArrayList<>();
        received.removeIf(packet -> packet instanceof Publish publish && messages.add(publish));
        return messages;
    }

    /** Takes out all messages and returns their payloads. */
    public List<String> takePayloads() {
        return takeMessages().stream().map(Client::text).toList();
    }

    /** The topic of a message, by its name or by its alias. */
    public String topicOf(Publish publish) {
        TopicName topic = publish.topic();
        return (topic == null ? aliases.get(publish.properties().topicAlias()) : topic).toString();
    }

    public static String text(Publish publish) {
        return new String(publish.payload(), StandardCharsets.UTF_8);
    }

    /** Why the server ended the connection; it must have said so, and closed. */
    public ReasonCode dismissal() {
        if (!closed) {
            throw new AssertionError(id + " is still connected");
        }
        return take(Disconnect.class).reason();
    }

    @Override
    public String toString() {
        return id;
    }
}
