package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the properties of one packet (MQTT 5.0 §2.2.2). It reads the user properties itself, since every packet may
 * have them; the packet's decoder reads the values of the others and turns down those that do not belong to it:
 *
 * <pre>
 *   Properties properties = Properties.of(body);
 *   for (int id = properties.next(); id != Properties.END; id = properties.next()) {
 *       switch (id) {
 *           case PropertyId.REASON_STRING -&gt; reason = body.string();
 *           default -&gt; throw properties.notAllowed(id);
 *       }
 *   }
 * </pre>
 */
public final class Properties {
    /** No further property; the body then continues behind them. */
    public static final int END = 0;

    /**
     * The most user properties one packet may carry; more are refused with 0x97, as they weigh far more in memory than
     * on the wire.
     */
    public static final int MAXIMUM_USER_PROPERTIES = 4_096;

    private final PacketBody body;
    private final int bodyEnd;
    private long seen;
    private @Nullable List<UserProperty> userProperties;

    private Properties(PacketBody body, int bodyEnd) {
        this.body = body;
        this.bodyEnd = bodyEnd;
    }

    /** Reads the length; until {@link #next} has returned END, {@code body} ends with the properties. */
    public static Properties of(PacketBody body) {
        return new Properties(body, body.narrow(body.varint()));
    }

    /** The identifier of the next property, its value still to be read, or {@link #END}. */
    public int next() {
        while (body.remaining() > 0) {
            int id = body.u8();
            if (id != PropertyId.USER_PROPERTY) {
                requireFirst(id);
                return id;
            }
            readUserProperty();
        }
        body.widen(bodyEnd);
        return END;
    }

    /** The user properties met so far, in order. */
    public List<UserProperty> userProperties() {
        return userProperties == null ? List.of() : List.copyOf(userProperties);
    }

    /** A value that may only be 0 or 1. */
    public int bit() {
        int value = body.u8();
        if (value > 1) {
            throw PacketBody.protocolError("a property that is 0 or 1 has another value");
        }
        return value;
    }

    /** For an identifier that is unknown or not one of this packet's. */
    public MalformedPacketException notAllowed(int id) {
        return PacketBody.malformed("the packet has no property 0x" + Integer.toHexString(id));
    }

    private void requireFirst(int id) {
        if (id == END || id >= Long.SIZE) {
            throw notAllowed(id);
        }
        if ((seen & 1L << id) != 0) {
            throw PacketBody.protocolError("property 0x" + Integer.toHexString(id) + " occurs twice");
        }
        seen |= 1L << id;
    }

    private void readUserProperty() {
        List<UserProperty> list = userProperties;
        if (list == null) {
            list = new ArrayList<>();
            userProperties = list;
        }
        if (list.size() == MAXIMUM_USER_PROPERTIES) {
            throw new MalformedPacketException(ReasonCode.QUOTA_EXCEEDED, "the packet has too many user properties");
        }
        list.add(new UserProperty(body.string(), body.string()));
    }
}
