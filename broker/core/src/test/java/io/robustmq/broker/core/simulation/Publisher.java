package io.robustmq.broker.core.simulation;

import static io.robustmq.broker.core.world.Connecting.resuming;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Publishes numbered messages whatever becomes of the process it talks to: keeps what is not acknowledged and, after every
 * loss of its connection, sends it again, in order; knows what the server has said yes to.
 */
final class Publisher {
    private final String id;
    private final int receiveMaximum;
    private final Map<Stream, Integer> published = new HashMap<>();
    private final Map<Stream, TreeSet<Integer>> accepted = new HashMap<>();
    private final Map<Stream, TreeSet<Integer>> refused = new HashMap<>();

    /** Streams with messages that may have been refused, and those of which a refusal may never have been heard. */
    private final Set<Stream> mayBeRefused = new HashSet<>();

    private final Set<Stream> shaken = new HashSet<>();
    private final Map<Integer, Sent> unacknowledged = new LinkedHashMap<>();
    private final List<Integer> unreleased = new ArrayList<>();
    private Client client;
    private int lastId;
    private boolean online;

    private record Sent(Stream stream, int number, Publishing message) {}

    Publisher(World world, String id, int receiveMaximum) {
        this(how -> world.client(id).connected(how), id, receiveMaximum);
    }

    /** @param connects lets it in */
    Publisher(Function<Connecting, Client> connects, String id, int receiveMaximum) {
        this.id = id;
        this.receiveMaximum = receiveMaximum;
        this.client = connects.apply(resuming().neverExpiring());
        this.online = true;
    }

    boolean isOnline() {
        return online;
    }

    boolean isDone() {
        return unacknowledged.isEmpty() && unreleased.isEmpty();
    }

    Set<Stream> streams() {
        return published.keySet();
    }

    /** How many messages went into each stream so far. */
    Map<Stream, Integer> published() {
        return published;
    }

    /** The numbers the server has said yes to. */
    NavigableSet<Integer> accepted(Stream stream) {
        return accepted.computeIfAbsent(stream, _ -> new TreeSet<>());
    }

    /** The numbers the server has refused; an earlier attempt may have succeeded all the same. */
    NavigableSet<Integer> refused(Stream stream) {
        return refused.computeIfAbsent(stream, _ -> new TreeSet<>());
    }

    /**
     * Whether a refusal may have been lost with its connection: then the message is sent again, as any that is not acknowledged,
     * though for the server it was over, and later ones were taken.
     */
    boolean isShaken(Stream stream) {
        return shaken.contains(stream);
    }

    /** Storage refuses what is under way. */
    void storageIsFull() {
        unacknowledged.values().forEach(sent -> mayBeRefused.add(sent.stream()));
    }

    private void losesConnection() {
        online = false;
        unacknowledged.values().stream()
                .map(Sent::stream)
                .filter(mayBeRefused::contains)
                .forEach(shaken::add);
    }

    void publish(String topic, int qos, boolean retained, int padding) {
        if (!online || unacknowledged.size() + unreleased.size() >= receiveMaximum) {
            return;
        }
        Stream stream = new Stream(id, topic, qos);
        int number = published.merge(stream, 1, Integer::sum) - 1;
        Publishing message =
                Publishing.of(topic, stream.payload(number, padding)).qos(qos);
        if (retained) {
            message.retained();
        }
        if (qos > 0) {
            int packetId = freeId();
            unacknowledged.put(packetId, new Sent(stream, number, message.id(packetId)));
        }
        client.write(message.packet());
    }

    /** Ids go round quickly, so that they are used again while something is left of their last use. */
    private int freeId() {
        do {
            lastId = lastId % (2 * receiveMaximum) + 1;
        } while (unacknowledged.containsKey(lastId) || unreleased.contains(lastId));
        return lastId;
    }

    void drop() {
        losesConnection();
        client.dropSilently();
    }

    /** The process is another one: the connection is gone. */
    void moves(World world) {
        losesConnection();
        client = world.client(id);
    }

    /** Connects again, whether or not the old connection is still there. */
    void reconnect() {
        losesConnection();
        client.begin(resuming().neverExpiring());
    }

    /** Takes what has come. */
    void listen() {
        for (Packet packet : client.takeAll()) {
            switch (packet) {
                case ConnAck ack -> onConnected(ack);
                case PubAck ack -> onAnswer(ack.packetId(), ack.reason());
                case PubRec ack -> onPubRec(ack);
                case PubComp ack -> unreleased.remove((Integer) ack.packetId());
                case Disconnect _ -> online = false; // two connections under way at once: the earlier one won
                default -> throw new AssertionError(id + " did not expect " + packet);
            }
        }
    }

    private void onConnected(ConnAck ack) {
        if (ack.reason() == ReasonCode.SERVER_UNAVAILABLE) { // another broker has the client, or nobody can say
            online = false;
            return;
        }
        if (ack.reason() != ReasonCode.SUCCESS || !ack.sessionPresent()) {
            throw new AssertionError(id + " lost its session: " + ack);
        }
        online = true;
        unreleased.forEach(one -> client.write(new PubRel(one, ReasonCode.SUCCESS)));
        unacknowledged
                .values()
                .forEach(sent -> client.write(sent.message().again().packet()));
    }

    /** Whether the message is the server's now. */
    private boolean onAnswer(int packetId, ReasonCode reason) {
        Sent sent = unacknowledged.remove(packetId);
        if (sent == null) {
            return false;
        }
        (reason.isError() ? refused(sent.stream()) : accepted(sent.stream())).add(sent.number());
        return !reason.isError();
    }

    private void onPubRec(PubRec ack) {
        if (onAnswer(ack.packetId(), ack.reason())) {
            unreleased.add(ack.packetId());
        }
        if (!ack.reason().isError()) {
            client.write(new PubRel(ack.packetId(), ReasonCode.SUCCESS));
        }
    }

    /** Ends its session. */
    void end() {
        client.connected().disconnect();
    }

    @Override
    public String toString() {
        return id;
    }
}
