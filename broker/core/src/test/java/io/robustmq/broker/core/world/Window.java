package io.robustmq.broker.core.world;

import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import java.util.HashSet;
import java.util.Set;

/** The client's view of what is in flight to it on one connection; objects to what a server must not do. */
final class Window {
    private final int receiveMaximum;
    private final Set<Integer> published = new HashSet<>();
    private final Set<Integer> releasedOnly = new HashSet<>();
    private int most;

    Window(int receiveMaximum) {
        this.receiveMaximum = receiveMaximum;
    }

    void onPublish(Publish publish) {
        if (publish.qos() == 0) {
            return;
        }
        if (releasedOnly.contains(publish.packetId()) || !published.add(publish.packetId())) { // [MQTT-2.2.1-3]
            throw new AssertionError("packet id " + publish.packetId() + " is still in use");
        }
        if (published.size() > receiveMaximum) { // [MQTT-3.3.4-9]
            throw new AssertionError("more than " + receiveMaximum + " messages in flight");
        }
        most = Math.max(most, published.size());
    }

    /** A PUBREL for a message of an earlier connection uses its id, but no room (MQTT 5.0 §4.9). */
    void onPubRel(PubRel rel) {
        if (!published.contains(rel.packetId())) {
            releasedOnly.add(rel.packetId());
        }
    }

    /** We have sent PUBACK, PUBCOMP, or a PUBREC with an error. */
    void onCompleted(int packetId) {
        published.remove(packetId);
        releasedOnly.remove(packetId);
    }

    int inFlight() {
        return published.size();
    }

    int most() {
        return most;
    }
}
