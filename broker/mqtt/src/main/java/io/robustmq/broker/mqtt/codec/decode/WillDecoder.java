package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.Will;
import io.robustmq.broker.mqtt.topic.TopicName;

/** The will within CONNECT: since 5.0 properties, then topic and payload (MQTT 5.0 §3.1.3.2 to §3.1.3.4). */
final class WillDecoder {
    private WillDecoder() {}

    static Will decode(PacketBody body, int qos, boolean retain, ProtocolVersion version) {
        long delayIntervalSeconds = 0;
        PublishProperties willProperties = PublishProperties.NONE;
        if (version.isV5()) {
            MessageProperties message = new MessageProperties();
            Properties properties = Properties.of(body);
            for (int id = properties.next(); id != Properties.END; id = properties.next()) {
                if (id == PropertyId.WILL_DELAY_INTERVAL) {
                    delayIntervalSeconds = body.u32();
                } else if (!message.read(id, properties, body)) {
                    throw properties.notAllowed(id);
                }
            }
            willProperties = message.build(0, properties);
        }
        TopicName topic = body.topicName(); // [MQTT-3.1.3-11]
        return new Will(topic, body.binary(), qos, retain, delayIntervalSeconds, willProperties);
    }
}
