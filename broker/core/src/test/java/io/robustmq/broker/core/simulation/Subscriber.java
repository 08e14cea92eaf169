package io.robustmq.broker.core.simulation;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Subscribes and receives whatever becomes of the process it talks to: reads at its own pace, answers when it likes, comes and
 * goes. Its session lasts for ever, or as long as its connection.
 */
final class Subscriber {
    private final String id;
    private final boolean lasting;
    private final Map<String, Integer> filters;
    private final Received received = new Received();
    private final ArrayDeque<Packet> answers = new ArrayDeque<>();
    private Client client;
    private boolean hasSocket = true;
    private boolean online;

    /** @param filters each with its QoS */
    Subscriber(World world, String id, boolean lasting, int receiveMaximum, Map<String, Integer> filters) {
        this(how -> world.client(id).connected(how), id, lasting, receiveMaximum, filters);
    }

    /** @param connects lets it in */
    Subscriber(
            Function<Connecting, Client> connects,
            String id,
            boolean lasting,
            int receiveMaximum,
            Map<String, Integer> filters) {
        this.id = id;
        this.lasting = lasting;
        this.filters = filters;
        this.client = connects.apply(how(receiveMaximum));
        filters.forEach(client::subscribe);
        this.online = true;
    }

    private Connecting how(int receiveMaximum) {
        return (lasting ? resuming().neverExpiring() : cleanly()).receiveMaximum(receiveMaximum);
    }

    boolean isLasting() {
        return lasting;
    }

    /** The QoS with which this client gets a message, or -1. */
    int wants(Stream stream) {
        TopicName topic = TopicName.of(stream.topic());
        return filters.entrySet().stream()
                .filter(filter -> TopicFilter.parse(filter.getKey()).matches(topic))
                .mapToInt(filter -> Math.min(filter.getValue(), stream.qos()))
                .max()
                .orElse(-1);
    }

    /** The numbers received of a stream, in order. */
    List<Integer> received(Stream stream) {
        return received.of(stream);
    }

    int count() {
        return received.count();
    }

    boolean isOnline() {
        return online;
    }

    /** Takes so many bytes from its socket, and then no more until told again. */
    void mayRead(long bytes) {
        if (hasSocket) {
            client.mayRead(bytes);
        }
    }

    void drop() {
        online = false;
        client.dropSilently();
        forgetConnection();
    }

    /** The process is another one: the connection is gone. */
    void moves(World world) {
        online = false;
        hasSocket = false;
        forgetConnection();
        client = world.client(id);
    }

    /** Connects again, whether or not the old connection is still there. */
    void reconnect(int receiveMaximum) {
        online = false;
        forgetConnection();
        hasSocket = true;
        client.begin(how(receiveMaximum));
    }

    private void forgetConnection() {
        client.takeAll();
        answers.clear();
    }

    void listen() {
        for (Packet packet : client.takeAll()) {
            switch (packet) {
                case ConnAck ack -> onConnected(ack);
                case Publish publish -> onPublish(publish);
                case PubRel rel -> answers.add(received.release(rel));
                case SubAck _ -> {}
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
        if (ack.reason() != ReasonCode.SUCCESS || ack.sessionPresent() != lasting) {
            throw new AssertionError(id + " has another session than it should: " + ack);
        }
        online = true;
        if (!lasting) {
            received.forgetSession();
            subscribe();
        }
    }

    /** Subscribes to all it wants, once more. */
    void subscribe() {
        List<SubscriptionRequest> all = filters.entrySet().stream()
                .map(each -> new SubscriptionRequest(each.getKey(), each.getValue(), false, false, 2))
                .toList();
        if (online) {
            client.write(new Subscribe(client.nextId(), 0, List.of(), all));
        }
    }

    private void onPublish(Publish publish) {
        if (publish.qos() > 0) {
            answers.add(Received.answer(publish));
        }
        received.take(publish);
    }

    /** Sends up to this many of the answers that are due. */
    void answer(int most) {
        for (int i = 0; i < most && online && !answers.isEmpty(); i++) {
            client.write(answers.remove());
        }
    }

    boolean isDone() {
        return answers.isEmpty();
    }

    /** Ends its session. */
    void end() {
        client.connected().drop();
    }

    @Override
    public String toString() {
        return id;
    }
}
