package io.robustmq.broker.core.simulation;

import static io.robustmq.broker.core.world.Connecting.resuming;

import io.robustmq.broker.core.world.Client;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Publishes numbered messages and, after every loss of its connection, sends again what was not acknowledged, in order. */
final class Publisher {
    private final Client client;
    private final int receiveMaximum;
    private final Map<Stream, Integer> published = new HashMap<>();
    private final Map<Integer, Publishing> unacknowledged = new LinkedHashMap<>();
    private final List<Integer> unreleased = new ArrayList<>();
    private boolean online;

    Publisher(World world, String id, int receiveMaximum) {
        this.client = world.client(id).connected(resuming().neverExpiring());
        this.receiveMaximum = receiveMaximum;
        this.online = true;
    }

    /** How many messages went into each stream. */
    Map<Stream, Integer> published() {
        return published;
    }

    boolean isOnline() {
        return online;
    }

    boolean isDone() {
        return unacknowledged.isEmpty() && unreleased.isEmpty();
    }

    Client client() {
        return client;
    }

    void publish(String topic, int qos, int padding) {
        if (!online || unacknowledged.size() + unreleased.size() >= receiveMaximum) {
            return;
        }
        Stream stream = new Stream(client.id(), topic, qos);
        int number = published.merge(stream, 1, Integer::sum) - 1;
        Publishing message =
                Publishing.of(topic, stream.payload(number, padding)).qos(qos);
        if (qos > 0) {
            int id = freeId();
            unacknowledged.put(id, message.id(id));
        }
        client.write(message.packet());
    }

    private int freeId() {
        int id = client.nextId();
        while (unacknowledged.containsKey(id) || unreleased.contains(id)) {
            id = client.nextId();
        }
        return id;
    }

    void drop() {
        online = false;
        client.dropSilently();
    }

    /** Connects again, whether or not the old connection is still there. */
    void reconnect() {
        online = false;
        client.begin(resuming().neverExpiring());
    }

    /** Takes what has come. */
    void listen() {
        for (Packet packet : client.takeAll()) {
            switch (packet) {
                case ConnAck ack -> onConnected(ack);
                case PubAck ack -> unacknowledged.remove(ack.packetId());
                case PubRec ack -> onPubRec(ack);
                case PubComp ack -> unreleased.remove((Integer) ack.packetId());
                case Disconnect _ -> online = false; // two connections under way at once: the earlier one won
                default -> throw new AssertionError(client + " did not expect " + packet);
            }
        }
    }

    private void onConnected(ConnAck ack) {
        if (ack.reason() != ReasonCode.SUCCESS || !ack.sessionPresent()) {
            throw new AssertionError(client + " lost its session: " + ack);
        }
        online = true;
        unreleased.forEach(id -> client.write(new PubRel(id, ReasonCode.SUCCESS)));
        unacknowledged.values().forEach(message -> client.write(message.again().packet()));
    }

    private void onPubRec(PubRec ack) {
        if (ack.reason().isError()) {
            throw new AssertionError(client + " was refused: " + ack);
        }
        if (unacknowledged.remove(ack.packetId()) != null) {
            unreleased.add(ack.packetId());
        }
        client.write(new PubRel(ack.packetId(), ReasonCode.SUCCESS));
    }
}
