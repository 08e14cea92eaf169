package io.robustmq.broker.core.simulation;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;

import io.robustmq.broker.core.world.Client;
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
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Subscribes to all, thinks better of it, and sometimes begins with a clean session that is to last. Answers at once. What it
 * has asked for and not been told is asked again after every loss of its connection.
 */
final class Wavering {
    private static final String ID = "wavering";

    /** What it wants, and whether it has been told that it is so. */
    private enum State {
        CLEANS,
        SUBSCRIBES,
        IS_SUBSCRIBED,
        UNSUBSCRIBES,
        IS_UNSUBSCRIBED
    }

    private final Supplier<Map<Stream, Integer>> published;
    private final Received received = new Received();
    private final List<String> faults = new ArrayList<>();
    private Client client;
    private State state = State.IS_UNSUBSCRIBED;

    /** How many messages there were of each stream when it was last subscribed, or was not any more. */
    private Map<Stream, Integer> since = Map.of();

    private boolean hasSession;
    private boolean online;

    /** @param published how many messages have been published in each stream so far */
    Wavering(World world, Supplier<Map<Stream, Integer>> published) {
        this.published = published;
        this.client = world.client(ID);
    }

    boolean isOnline() {
        return online;
    }

    boolean isSubscribed() {
        return state == State.IS_SUBSCRIBED;
    }

    /** From which number on it must have a stream. */
    int since(Stream stream) {
        return since.getOrDefault(stream, 0);
    }

    List<Integer> received(Stream stream) {
        return received.of(stream);
    }

    /** What came that should not have. */
    List<String> faults() {
        return faults;
    }

    void changesItsMind() {
        if (state == State.IS_UNSUBSCRIBED) {
            state = State.SUBSCRIBES;
        } else if (state == State.IS_SUBSCRIBED) {
            state = State.UNSUBSCRIBES;
        }
        ask();
    }

    void startsCleanly() {
        state = State.CLEANS;
        reconnect();
    }

    void reconnect() {
        online = false;
        client.begin((state == State.CLEANS ? cleanly() : resuming()).neverExpiring());
    }

    void drop() {
        if (!online) {
            return;
        }
        online = false;
        client.dropSilently();
    }

    /** The process is another one: the connection is gone. */
    void moves(World world) {
        online = false;
        client = world.client(ID);
    }

    private void ask() {
        if (online && state == State.SUBSCRIBES) {
            client.write(new Subscribe(
                    client.nextId(), 0, List.of(), List.of(new SubscriptionRequest("#", 2, false, false, 2))));
        } else if (online && state == State.UNSUBSCRIBES) {
            client.write(new Unsubscribe(client.nextId(), List.of(), List.of("#")));
        }
    }

    void listen() {
        for (Packet packet : client.takeAll()) {
            switch (packet) {
                case ConnAck ack -> onConnected(ack);
                case SubAck _ -> is(State.SUBSCRIBES, State.IS_SUBSCRIBED);
                case UnsubAck _ -> is(State.UNSUBSCRIBES, State.IS_UNSUBSCRIBED);
                case Publish publish -> onPublish(publish);
                case PubRel rel -> client.write(received.release(rel));
                case Disconnect _ -> online = false;
                default -> throw new AssertionError(ID + " did not expect " + packet);
            }
        }
    }

    private void is(State from, State to) {
        if (state == from) {
            state = to;
            since = Map.copyOf(published.get());
            hasSession = true;
        }
    }

    private void onConnected(ConnAck ack) {
        online = ack.reason() == ReasonCode.SUCCESS;
        if (!online) {
            return; // storage cannot let go of its last session now
        }
        if (!ack.sessionPresent()) {
            if (hasSession && state != State.CLEANS) {
                faults.add("lost its session");
            }
            received.forgetSession();
            hasSession = false;
        }
        if (state == State.CLEANS) {
            is(State.CLEANS, State.IS_UNSUBSCRIBED);
            hasSession = false; // it is kept before long
        }
        ask();
    }

    private void onPublish(Publish publish) {
        if (publish.qos() > 0) {
            client.write(Received.answer(publish));
        }
        if (!received.take(publish)) {
            return;
        }
        String payload = Client.text(publish);
        Stream stream = Stream.of(payload);
        int number = Stream.number(payload);
        if (state == State.IS_UNSUBSCRIBED && number >= since(stream) && !stream.equals(Mortal.stream())) {
            faults.add("is not subscribed, but gets " + stream + " " + number);
        }
    }

    /** Ends its session. */
    void end() {
        client.connected().disconnect();
    }
}
