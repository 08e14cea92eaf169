package io.robustmq.broker.server.conformance.client;

import io.robustmq.broker.mqtt.ProtocolVersion;

/** The will of a CONNECT: at QoS 0 and not retained unless said otherwise. */
public final class WillMessage extends PropertyWriter<WillMessage> {
    private final String topic;
    private final String payload;
    private int qos;
    private boolean retain;

    private WillMessage(String topic, String payload) {
        this.topic = topic;
        this.payload = payload;
    }

    public static WillMessage will(String topic, String payload) {
        return new WillMessage(topic, payload);
    }

    public WillMessage qos(int value) {
        qos = value;
        return this;
    }

    public WillMessage retain() {
        retain = true;
        return this;
    }

    int flags() {
        return 0x04 | qos << 3 | (retain ? 0x20 : 0);
    }

    void write(Bytes out, ProtocolVersion version) {
        writeProperties(out, version);
        out.text(topic).text(payload);
    }

    @Override
    WillMessage self() {
        return this;
    }
}
