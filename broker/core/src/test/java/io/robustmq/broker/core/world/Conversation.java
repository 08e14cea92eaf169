package io.robustmq.broker.core.world;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.testkit.ClientEncoder;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One connection of a client, which checks every packet that comes: the window, packet ids, sizes, topic aliases, nothing before
 * CONNACK and nothing after DISCONNECT.
 */
final class Conversation {
    private final String clientId;
    private final ProtocolVersion version;
    private final Consumer<Packet> heard;
    private final FakeLink link;
    private final Incoming incoming;
    private final Window window;
    private final Map<Integer, TopicName> aliases = new HashMap<>();
    private final int topicAliasMaximum;
    private boolean welcomed;
    private boolean dismissed;
    private boolean closed;

    /** @param heard gets each packet once it is checked */
    Conversation(World world, String clientId, ProtocolVersion version, Connecting how, Consumer<Packet> heard) {
        this.clientId = clientId;
        this.version = version;
        this.heard = heard;
        this.incoming = new Incoming(version, how.maximumPacketSize());
        this.window = new Window(how.receiveMaximum());
        this.topicAliasMaximum = how.topicAliasMaximum();
        this.link = new FakeLink(world, world.accepting(), world.newPeer(), this::onBytes, () -> closed = true);
    }

    FakeLink link() {
        return link;
    }

    Window window() {
        return window;
    }

    boolean isClosed() {
        return closed;
    }

    /** Nobody listens any more; the socket may still be open. */
    void forget() {
        closed = true;
    }

    void hangUp() {
        link.hangUp();
        closed = true;
    }

    /** Puts a packet on the wire. */
    void say(Packet packet) {
        link.write(ClientEncoder.encode(packet, version));
        switch (packet) {
            case PubAck ack -> window.onCompleted(ack.packetId());
            case PubComp ack -> window.onCompleted(ack.packetId());
            case PubRec ack when ack.reason().isError() -> window.onCompleted(ack.packetId());
            default -> {}
        }
    }

    private void onBytes(ByteBuf bytes) {
        if (closed) {
            bytes.skipBytes(bytes.readableBytes());
        } else {
            incoming.add(bytes, this::onPacket);
        }
    }

    private void onPacket(Packet packet) {
        if (dismissed) { // [MQTT-3.14.4-1]
            throw new AssertionError(packet + " for " + clientId + " after DISCONNECT");
        }
        if (!welcomed && !(packet instanceof ConnAck) && !(packet instanceof Auth)) { // [MQTT-3.2.0-1]
            throw new AssertionError(packet + " for " + clientId + " before CONNACK");
        }
        switch (packet) {
            case ConnAck _ -> welcomed = true;
            case Disconnect _ -> dismissed = true;
            case Publish publish -> {
                learnAlias(publish);
                window.onPublish(publish);
            }
            case PubRel rel -> window.onPubRel(rel);
            default -> {}
        }
        heard.accept(packet);
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

    /** The topic of a message, by its name or by its alias. */
    String topicOf(Publish publish) {
        TopicName topic = publish.topic();
        return (topic == null ? aliases.get(publish.properties().topicAlias()) : topic).toString();
    }
}
