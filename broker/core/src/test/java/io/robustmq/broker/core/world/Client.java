package io.robustmq.broker.core.world;

import io.robustmq.broker.core.connection.Connection;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client, one {@link Conversation} after the other. Keeps what it receives until the test asks. */
public final class Client {
    private static final int MAX_PACKET_ID = 65_535;

    private final World world;
    private final String id;
    private final ArrayDeque<Packet> received = new ArrayDeque<>();
    private ProtocolVersion version = ProtocolVersion.V5;
    private boolean acknowledging;
    private int lastId;
    private @Nullable Conversation conversation;

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
        if (conversation != null) {
            conversation.forget();
        }
        received.clear();
        conversation = new Conversation(world, id, version, how, this::onPacket);
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
        dropSilently();
        world.run();
    }

    /** As {@link #drop}, but nobody has noticed yet when this returns. */
    public void dropSilently() {
        conversation().hangUp();
    }

    public String id() {
        return id;
    }

    public boolean isClosed() {
        return conversation != null && conversation.isClosed();
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
        conversation().say(packet);
    }

    public void write(byte[] bytes) {
        link().write(bytes);
    }

    private Conversation conversation() {
        if (conversation == null) {
            throw new AssertionError(id + " has not connected yet");
        }
        return conversation;
    }

    private FakeLink link() {
        return conversation().link();
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
        return conversation().window().inFlight();
    }

    public int mostInFlight() {
        return conversation().window().most();
    }

    private void onPacket(Packet packet) {
        received.add(packet);
        if (acknowledging) {
            switch (packet) {
                case Publish publish -> acknowledge(publish);
                case PubRel rel -> write(new PubComp(rel.packetId(), ReasonCode.SUCCESS));
                default -> {}
            }
        }
    }

    private void acknowledge(Publish publish) {
        if (publish.qos() == 1) {
            write(new PubAck(publish.packetId(), ReasonCode.SUCCESS));
        } else if (publish.qos() == 2) {
            write(new PubRec(publish.packetId(), ReasonCode.SUCCESS));
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
                id + " has no " + kind.getSimpleName() + " but " + received + (isClosed() ? ", closed" : ""));
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
        return conversation().topicOf(publish);
    }

    public static String text(Publish publish) {
        return new String(publish.payload(), StandardCharsets.UTF_8);
    }

    /** Why the server ended the connection; it must have said so, and closed. */
    public ReasonCode dismissal() {
        if (!isClosed()) {
            throw new AssertionError(id + " is still connected");
        }
        return take(Disconnect.class).reason();
    }

    @Override
    public String toString() {
        return id;
    }
}
