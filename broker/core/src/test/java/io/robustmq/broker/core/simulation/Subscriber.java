package io.robustmq.broker.core.simulation;

import static io.robustmq.broker.core.world.Connecting.resuming;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client with a session that never ends: reads at its own pace, answers when it likes, comes and goes. */
final class Subscriber {
    private final Client client;
    private final Map<String, Integer> filters;
    private final Map<Stream, List<Integer>> received = new HashMap<>();
    private final Set<Integer> unreleased = new HashSet<>();
    private final ArrayDeque<Packet> answers = new ArrayDeque<>();
    private boolean online;

    /** @param filters each with its QoS */
    Subscriber(World world, String id, int receiveMaximum, Map<String, Integer> filters) {
        this.filters = filters;
        this.client = world.client(id).connected(resuming().neverExpiring().receiveMaximum(receiveMaximum));
        filters.forEach(client::subscribe);
        this.online = true;
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
        return received.getOrDefault(stream, List.of());
    }

    boolean isOnline() {
        return online;
    }

    Client client() {
        return client;
    }

    void drop() {
        online = false;
        client.dropSilently();
        forgetConnection();
    }

    /** Connects again, whether or not the old connection is still there. */
    void reconnect(int receiveMaximum) {
        online = false;
        forgetConnection();
        client.begin(resuming().neverExpiring().receiveMaximum(receiveMaximum));
    }

    private void forgetConnection() {
        client.takeAll();
        answers.clear();
    }

    void listen() {
        for (Packet packet : client.takeAll()) {
            switch (packet) {
                case ConnAck ack -> {
                    if (!ack.sessionPresent()) {
                        throw new AssertionError(client + " lost its session");
                    }
                    online = true;
                }
                case Publish publish -> onPublish(publish);
                case PubRel rel -> {
                    unreleased.remove(rel.packetId());
                    answers.add(new PubComp(rel.packetId(), ReasonCode.SUCCESS));
                }
                case Disconnect _ -> online = false; // two connections under way at once: the earlier one won
                default -> throw new AssertionError(client + " did not expect " + packet);
            }
        }
    }

    private void onPublish(Publish publish) {
        if (publish.qos() == 2) {
            answers.add(new PubRec(publish.packetId(), ReasonCode.SUCCESS));
            if (!unreleased.add(publish.packetId())) {
                return; // [MQTT-4.3.3-10]
            }
        } else if (publish.qos() == 1) {
            answers.add(new PubAck(publish.packetId(), ReasonCode.SUCCESS));
        }
        String payload = Client.text(publish);
        received.computeIfAbsent(Stream.of(payload), _ -> new ArrayList<>()).add(Stream.number(payload));
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
}
