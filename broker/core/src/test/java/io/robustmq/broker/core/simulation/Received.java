package io.robustmq.broker.core.simulation;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The numbered messages one client has got, each QoS 2 message once for each use of its packet id. */
final class Received {
    private final Map<Stream, List<Integer>> numbers = new HashMap<>();
    private final Set<Integer> unreleased = new HashSet<>();

    /** The numbers of a stream, in the order in which they came. */
    List<Integer> of(Stream stream) {
        return numbers.getOrDefault(stream, List.of());
    }

    int count() {
        return numbers.values().stream().mapToInt(List::size).sum();
    }

    /** Takes a message down; false if it was taken before. */
    boolean take(Publish publish) {
        if (publish.qos() == 2 && !unreleased.add(publish.packetId())) { // [MQTT-4.3.3-10]
            return false;
        }
        String payload = Client.text(publish);
        numbers.computeIfAbsent(Stream.of(payload), _ -> new ArrayList<>()).add(Stream.number(payload));
        return true;
    }

    /** What a client says to a message of QoS 1 or 2. */
    static Packet answer(Publish publish) {
        return publish.qos() == 1
                ? new PubAck(publish.packetId(), ReasonCode.SUCCESS)
                : new PubRec(publish.packetId(), ReasonCode.SUCCESS);
    }

    /** The packet id is free again; returns what a client says to that. */
    Packet release(PubRel rel) {
        unreleased.remove(rel.packetId());
        return new PubComp(rel.packetId(), ReasonCode.SUCCESS);
    }

    /** The packet ids in use are, with their session, gone. */
    void forgetSession() {
        unreleased.clear();
    }
}
