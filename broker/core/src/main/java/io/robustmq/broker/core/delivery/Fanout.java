package io.robustmq.broker.core.delivery;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.codec.PublishEncoder;
import io.robustmq.broker.mqtt.codec.PublishFrame;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one message while it goes to many receivers: encoded once for each layout (before or since 5.0, with or
 * without packet id, QoS, RETAIN) and copied for each receiver. One per lane, re-used from message to message.
 */
public final class Fanout {
    private static final int QOS_LEVELS = 3;

    private final @Nullable PublishFrame[] frames = new PublishFrame[2 * QOS_LEVELS * 2];
    private @Nullable Message message;
    private long wallMillis;

    /** Starts with another message; drops the frames of the last. */
    public void begin(Message next, long now) {
        if (message != null) {
            clear();
        }
        message = next;
        wallMillis = now;
    }

    /** Lets go of the message. */
    public void clear() {
        message = null;
        for (int i = 0; i < frames.length; i++) {
            frames[i] = null;
        }
    }

    /** The frame with this layout, encoded on first use. */
    public PublishFrame frame(ProtocolVersion version, int qos, boolean retain) {
        int layout = ((version.isV5() ? QOS_LEVELS : 0) + qos) * 2 + (retain ? 1 : 0);
        PublishFrame frame = frames[layout];
        if (frame == null) {
            frame = encode(version, qos, retain);
            frames[layout] = frame;
        }
        return frame;
    }

    private PublishFrame encode(ProtocolVersion version, int qos, boolean retain) {
        Message m = message;
        if (m == null) {
            throw new IllegalStateException("no message begun");
        }
        PublishProperties properties = version.isV5() ? m.propertiesAt(wallMillis) : PublishProperties.NONE;
        return PublishEncoder.frame(version, m.topic(), m.payload(), qos, retain, properties);
    }
}
