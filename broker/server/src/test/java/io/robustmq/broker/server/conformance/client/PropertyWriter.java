package io.robustmq.broker.server.conformance.client;

import io.robustmq.broker.mqtt.ProtocolVersion;

/**
 * What can be given properties; nothing stops a test from giving the wrong ones.
 *
 * @param <T> the packet itself, so that calls can be chained
 */
public abstract class PropertyWriter<T> {
    private final Bytes properties = new Bytes();

    abstract T self();

    public T with(Property property, long value) {
        properties.varInt(property.id);
        switch (property.type) {
            case BYTE -> properties.u8((int) value);
            case TWO_BYTES -> properties.u16((int) value);
            case FOUR_BYTES -> properties.u32(value);
            case VARIABLE -> properties.varInt(value);
            case TEXT, TEXT_PAIR, BINARY -> throw new IllegalArgumentException(property + " is no number");
        }
        return self();
    }

    public T with(Property property, String value) {
        properties.varInt(property.id).text(value);
        return self();
    }

    public T with(Property property, byte[] value) {
        properties.varInt(property.id).binary(value);
        return self();
    }

    public T withUserProperty(String name, String value) {
        properties.varInt(Property.USER_PROPERTY.id).text(name).text(value);
        return self();
    }

    /** The length of the properties and they themselves; nothing before 5.0. */
    void writeProperties(Bytes out, ProtocolVersion version) {
        if (version.isV5()) {
            byte[] written = properties.toArray();
            out.varInt(written.length).raw(written);
        }
    }
}
