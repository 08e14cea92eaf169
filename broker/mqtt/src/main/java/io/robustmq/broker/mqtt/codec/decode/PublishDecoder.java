package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * PUBLISH from a client (MQTT 5.0 §3.3, 3.1.1 §3.3).
 *
 * <pre>
 *   topic length 2, topic | packet id 2, if QoS &gt; 0 | 5.0: length of properties 1..4, properties | payload, the rest
 * </pre>
 *
 * <p>The path every message takes: one without properties, to the topic of the one before, costs its payload and a
 * record.
 */
public final class PublishDecoder {
    private static final int DUP = 0b1000;
    private static final int RETAIN = 0b0001;

    private PublishDecoder() {}

    /** Turns down flags of the fixed header that PUBLISH cannot have. */
    public static void requireAllowed(int flags) {
        int qos = qos(flags);
        if (qos == 3) { // [MQTT-3.3.1-4]
            throw PacketBody.malformed("the QoS of PUBLISH is 3");
        }
        if (qos == 0 && (flags & DUP) != 0) { // [MQTT-3.3.1-2]
            throw PacketBody.malformed("PUBLISH has DUP at QoS 0");
        }
    }

    /** {@code last} is the topic of the message before; that very instance is returned if the topic is the same. */
    public static Publish decode(PacketBody body, int flags, ProtocolVersion version, @Nullable TopicName last) {
        int qos = qos(flags);
        TopicName topic = body.topicName(last); // [MQTT-3.3.2-1]
        int packetId = qos == 0 ? 0 : body.packetId(); // [MQTT-2.2.1-2]
        PublishProperties properties = PublishProperties.NONE;
        if (version.isV5() && !body.skipIfZero()) {
            properties = properties(body);
        }
        if (topic == null && properties.topicAlias() == 0) {
            throw PacketBody.protocolError("PUBLISH has neither a topic nor a topic alias");
        }
        boolean retain = (flags & RETAIN) != 0;
        return new Publish(topic, body.rest(), qos, retain, (flags & DUP) != 0, packetId, properties);
    }

    private static int qos(int flags) {
        return (flags >> 1) & 0b11;
    }

    private static PublishProperties properties(PacketBody body) {
        MessageProperties message = new MessageProperties();
        int topicAlias = 0;
        Properties properties = Properties.of(body);
        for (int id = properties.next(); id != Properties.END; id = properties.next()) {
            if (id == PropertyId.TOPIC_ALIAS) {
                topicAlias = topicAlias(body);
            } else if (id == PropertyId.SUBSCRIPTION_IDENTIFIER) { // [MQTT-3.3.4-6]
                throw PacketBody.protocolError("a client sends no subscription identifier in PUBLISH");
            } else if (!message.read(id, properties, body)) {
                throw properties.notAllowed(id);
            }
        }
        return message.build(topicAlias, properties);
    }

    private static int topicAlias(PacketBody body) {
        int alias = body.u16();
        if (alias == 0) { // [MQTT-3.3.2-8]
            throw new MalformedPacketException(ReasonCode.TOPIC_ALIAS_INVALID, "the topic alias is 0");
        }
        return alias;
    }
}
