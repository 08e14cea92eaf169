package io.robustmq.broker.core.stored;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages as records of the log, and as values of the state.
 *
 * <p>In a record the topic, the payload and each user property stand as such, so that readers that know nothing of MQTT can
 * use them; the rest is in a first header named {@value #HEADER}.
 */
public final class MessageFormat {
    static final String HEADER = "mqtt";

    private static final int VERSION = 1;
    private static final int RETAIN = 4;
    private static final int EXPIRES = 8;
    private static final int PROPERTIES = 16;
    private static final int QOS = 3;
    private static final int MOST_FLAGS = 31;

    private MessageFormat() {}

    /** @param wallMillis when it was published */
    public static LogRecord toRecord(Message message, long wallMillis) {
        Header first = new Header(HEADER, head(new ByteWriter(VERSION), message).toBytes());
        List<UserProperty> user = message.properties().userProperties();
        List<Header> headers;
        if (user.isEmpty()) {
            headers = List.of(first);
        } else {
            headers = new ArrayList<>(1 + user.size());
            headers.add(first);
            for (UserProperty property : user) {
                headers.add(new Header(property.name(), property.value().getBytes(StandardCharsets.UTF_8)));
            }
        }
        return new LogRecord(wallMillis, message.topic().utf8(), null, headers, message.payload());
    }

    public static Message toMessage(LogRecord record) {
        List<Header> headers = record.headers();
        if (headers.isEmpty() || !headers.getFirst().name().equals(HEADER)) {
            throw new StoredFormatException("a record without the header '" + HEADER + "' is not an MQTT message");
        }
        List<UserProperty> user = List.of();
        if (headers.size() > 1) {
            user = new ArrayList<>(headers.size() - 1);
            for (Header header : headers.subList(1, headers.size())) {
                user.add(new UserProperty(header.name(), new String(header.value(), StandardCharsets.UTF_8)));
            }
        }
        ByteReader in = new ByteReader("a message", headers.getFirst().value(), VERSION);
        Head head = Head.read(in);
        return in.end(head.message(topic(in, record.topic()), record.value(), user));
    }

    /** The whole message in one value. */
    public static byte[] toBytes(Message message) {
        List<UserProperty> user = message.properties().userProperties();
        ByteWriter out = new ByteWriter(VERSION).bytes(message.topic().utf8());
        head(out, message).number(user.size());
        for (UserProperty property : user) {
            out.text(property.name()).text(property.value());
        }
        return out.bytes(message.payload()).toBytes();
    }

    public static Message toMessage(byte[] value) {
        ByteReader in = new ByteReader("a message", value, VERSION);
        TopicName topic = topic(in, in.bytes());
        Head head = Head.read(in);
        int count = in.count();
        List<UserProperty> user = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            user.add(new UserProperty(in.text(), in.text()));
        }
        return in.end(head.message(topic, in.bytes(), user));
    }

    private static TopicName topic(ByteReader in, byte[] utf8) {
        try {
            return TopicName.ofUtf8(utf8);
        } catch (MalformedPacketException _) {
            throw in.damaged("not a topic name");
        }
    }

    private static ByteWriter head(ByteWriter out, Message message) {
        PublishProperties properties = message.properties();
        boolean expires = message.expiresAtMillis() != Message.NEVER;
        boolean hasProperties = !properties.isNone();
        out.raw(message.qos()
                | (message.retain() ? RETAIN : 0)
                | (expires ? EXPIRES : 0)
                | (hasProperties ? PROPERTIES : 0));
        out.text(message.publisher());
        if (expires) {
            out.number(message.expiresAtMillis());
        }
        if (hasProperties) {
            byte[] correlation = properties.correlationData();
            out.number(properties.payloadFormatIndicator() + 1L)
                    .number(properties.messageExpiryIntervalSeconds() + 1)
                    .maybe(properties.responseTopic())
                    .maybe(properties.contentType())
                    .flag(correlation != null);
            if (correlation != null) {
                out.bytes(correlation);
            }
        }
        return out;
    }

    /** All of a message but its topic, payload and user properties. */
    private record Head(int flags, String publisher, long expiresAtMillis, @Nullable PublishProperties properties) {

        static Head read(ByteReader in) {
            int flags = in.number(0, MOST_FLAGS);
            if ((flags & QOS) == QOS) {
                throw in.damaged("QoS 3");
            }
            String publisher = in.text();
            long expires = (flags & EXPIRES) == 0 ? Message.NEVER : in.number();
            return new Head(flags, publisher, expires, (flags & PROPERTIES) == 0 ? null : properties(in));
        }

        private static PublishProperties properties(ByteReader in) {
            int format = in.number(0, 2) - 1;
            long expirySeconds = in.number() - 1;
            String responseTopic = in.maybe();
            String contentType = in.maybe();
            byte[] correlation = in.flag() ? in.bytes() : null;
            return new PublishProperties(
                    format,
                    expirySeconds,
                    0,
                    responseTopic,
                    correlation,
                    List.of(),
                    PublishProperties.NO_IDENTIFIERS,
                    contentType);
        }

        Message message(TopicName topic, byte[] payload, List<UserProperty> user) {
            PublishProperties all = properties == null ? PublishProperties.NONE : properties;
            if (!user.isEmpty()) {
                all = new PublishProperties(
                        all.payloadFormatIndicator(),
                        all.messageExpiryIntervalSeconds(),
                        0,
                        all.responseTopic(),
                        all.correlationData(),
                        List.copyOf(user),
                        PublishProperties.NO_IDENTIFIERS,
                        all.contentType());
            }
            return new Message(topic, payload, flags & QOS, (flags & RETAIN) != 0, all, publisher, expiresAtMillis);
        }
    }
}
