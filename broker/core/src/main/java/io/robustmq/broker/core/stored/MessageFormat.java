package io.robustmq.broker.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.codec.wire.Utf8;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as a record of a log, and a message by itself.
 *
 * <p>In a log, topic, payload and time are the record's own; user properties are its headers, in their order, so that another
 * protocol can read them; and in front of them stands one header, named {@value #HEADER}, with the rest:
 *
 * <pre>
 *   version          1 byte, 1
 *   MQTT part        see {@link MqttPart}
 * </pre>
 *
 * <p>By itself (retained messages, wills):
 *
 * <pre>
 *   version          1 byte, 1
 *   MQTT part        see {@link MqttPart}
 *   topic name       text
 *   user properties  varint, their number; for each its name and its value, text
 *   payload          length and bytes
 * </pre>
 *
 * <p>Topic alias and subscription identifiers belong to a packet, not to a message, and are not stored.
 */
public final class MessageFormat {
    /** The first header of a record that holds a message. A user property of this name stands behind it. */
    public static final String HEADER = "mqtt";

    private static final int VERSION = 1;
    private static final String MESSAGE = "message";

    private MessageFormat() {}

    /**
     * The record of a message; shares the arrays of topic and payload.
     *
     * @param wallMillis when it was published, wall clock
     */
    public static LogRecord toRecord(Message message, long wallMillis) {
        MqttPart part = MqttPart.of(message);
        FieldWriter to = new FieldWriter(1 + part.expectedBytes()).octet(VERSION);
        part.write(to);
        List<Header> headers =
                headers(new Header(HEADER, to.toBytes()), message.properties().userProperties());
        return new LogRecord(wallMillis, message.topic().utf8(), null, headers, message.payload());
    }

    private static List<Header> headers(Header first, List<UserProperty> properties) {
        if (properties.isEmpty()) {
            return List.of(first);
        }
        List<Header> headers = new ArrayList<>(1 + properties.size());
        headers.add(first);
        for (UserProperty property : properties) {
            headers.add(new Header(property.name(), property.value().getBytes(UTF_8)));
        }
        return headers;
    }

    /**
     * The message of a record; shares the arrays of topic and payload.
     *
     * @throws StoredFormatException if the record holds none
     */
    public static Message toMessage(LogRecord record) {
        List<Header> headers = record.headers();
        if (headers.isEmpty() || !headers.get(0).name().equals(HEADER)) {
            throw new StoredFormatException(MESSAGE, "the record's first header is not \"" + HEADER + "\"");
        }
        MqttPart part = FieldReader.read(MESSAGE, VERSION, headers.get(0).value(), MqttPart::read);
        return part.toMessage(topic(record.topic()), record.value(), userProperties(headers));
    }

    private static TopicName topic(byte[] utf8) {
        try {
            Utf8.requireWellFormed(utf8);
            return TopicName.ofUtf8(utf8);
        } catch (MalformedPacketException e) {
            throw new StoredFormatException(MESSAGE, String.valueOf(e.getMessage()));
        }
    }

    private static List<UserProperty> userProperties(List<Header> headers) {
        if (headers.size() == 1) {
            return List.of();
        }
        List<UserProperty> properties = new ArrayList<>(headers.size() - 1);
        for (Header header : headers.subList(1, headers.size())) {
            properties.add(new UserProperty(header.name(), FieldReader.text(MESSAGE, header.value())));
        }
        return properties;
    }

    /** A message by itself, topic and payload included. */
    public static byte[] toBytes(Message message) {
        List<UserProperty> properties = message.properties().userProperties();
        FieldWriter to = new FieldWriter(message.heapBytes()).octet(VERSION);
        MqttPart.of(message).write(to);
        to.block(message.topic().utf8()).varint(properties.size());
        for (UserProperty property : properties) {
            to.text(property.name()).text(property.value());
        }
        return to.block(message.payload()).toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static Message toMessage(byte[] bytes) {
        return FieldReader.read(MESSAGE, VERSION, bytes, from -> {
            MqttPart part = MqttPart.read(from);
            TopicName topic = topic(from.block());
            int count = from.count();
            List<UserProperty> properties = count == 0 ? List.of() : new ArrayList<>();
            for (int i = 0; i < count; i++) {
                properties.add(new UserProperty(from.text(), from.text()));
            }
            return part.toMessage(topic, from.block(), properties);
        });
    }
}
