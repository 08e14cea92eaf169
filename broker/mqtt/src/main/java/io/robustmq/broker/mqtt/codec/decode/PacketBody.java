package io.robustmq.broker.mqtt.codec.decode;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.codec.wire.Utf8;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what follows the fixed header of one packet, never past its end. Borrows the buffer for the time of one decode
 * and leaves its indices alone; every value it returns is a copy.
 */
public final class PacketBody {
    private static final byte[] NO_BYTES = {};
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final ByteBuf in;
    private int at;
    private int end;

    /** The bytes from {@code at} up to {@code end}, which must be readable in {@code in}. */
    public PacketBody(ByteBuf in, int at, int end) {
        this.in = in;
        this.at = at;
        this.end = end;
    }

    /** Where the next byte is read, as an index into the buffer. */
    public int at() {
        return at;
    }

    /** The bytes left, up to the end or to the end of the properties being read. */
    public int remaining() {
        return end - at;
    }

    public int u8() {
        require(1);
        return in.getUnsignedByte(at++);
    }

    public int u16() {
        require(2);
        int value = in.getUnsignedShort(at);
        at += 2;
        return value;
    }

    public long u32() {
        require(4);
        long value = in.getUnsignedInt(at);
        at += 4;
        return value;
    }

    /** A variable byte integer in its shortest form; only 5.0 has them after the fixed header. */
    public int varint() {
        int value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int b = u8();
            value |= (b & 0x7F) << shift;
            if (b < 0x80) {
                if (b == 0 && shift > 0) { // [MQTT-1.5.5-1]
                    throw malformed("a variable byte integer is longer than it need be");
                }
                return value;
            }
        }
        throw malformed("a variable byte integer is longer than four bytes");
    }

    /** 1..65,535. */
    public int packetId() {
        int id = u16();
        if (id == 0) { // [MQTT-2.2.1-3]
            throw new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, "the packet identifier is 0");
        }
        return id;
    }

    /** One byte that is one of {@code allowed}. */
    public ReasonCode reason(Set<ReasonCode> allowed) {
        ReasonCode reason = ReasonCode.of(u8());
        if (reason == null || !allowed.contains(reason)) {
            throw protocolError("the reason code is not one of this packet's");
        }
        return reason;
    }

    /** A two-byte length and that many bytes. */
    public byte[] binary() {
        return bytes(u16());
    }

    /** A two-byte length and well-formed UTF-8. */
    public byte[] utf8() {
        byte[] bytes = binary();
        Utf8.requireWellFormed(bytes);
        return bytes;
    }

    public String string() {
        byte[] bytes = utf8();
        return bytes.length == 0 ? "" : new String(bytes, StandardCharsets.UTF_8); // [MQTT-1.5.4-3]
    }

    public TopicName topicName() {
        return TopicName.ofUtf8(utf8());
    }

    /** A topic name, {@code last} itself if it is the same, or null if it is empty. */
    public @Nullable TopicName topicName(@Nullable TopicName last) {
        int length = u16();
        require(length);
        if (length == 0) {
            return null;
        }
        if (last != null && matches(last.utf8(), length)) {
            at += length;
            return last;
        }
        byte[] utf8 = bytes(length);
        Utf8.requireWellFormed(utf8);
        return TopicName.ofUtf8(utf8);
    }

    /** Takes one byte if it is 0, as the length of properties that are not there. */
    public boolean skipIfZero() {
        require(1);
        if (in.getByte(at) != 0) {
            return false;
        }
        at++;
        return true;
    }

    /** All that is left. */
    public byte[] rest() {
        return bytes(remaining());
    }

    /** Nothing may be left. */
    public void requireEnd() {
        if (at != end) {
            throw malformed("bytes are left over at the end of the packet");
        }
    }

    /** Ends the body {@code bytes} from here, until {@link #widen}; returns the end as it was. */
    int narrow(int bytes) {
        require(bytes);
        int outer = end;
        end = at + bytes;
        return outer;
    }

    void widen(int outer) {
        end = outer;
    }

    /** Whether the next {@code length} bytes, known to be there, are {@code bytes}: eight at a time, nothing copied. */
    private boolean matches(byte[] bytes, int length) {
        if (bytes.length != length) {
            return false;
        }
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if (in.getLong(at + i) != (long) LONGS.get(bytes, i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (in.getByte(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private byte[] bytes(int length) {
        require(length);
        if (length == 0) {
            return NO_BYTES;
        }
        byte[] bytes = new byte[length];
        in.getBytes(at, bytes);
        at += length;
        return bytes;
    }

    private void require(int bytes) {
        if (bytes > end - at) {
            throw malformed("the packet ends within a field");
        }
    }

    static MalformedPacketException malformed(String why) {
        return new MalformedPacketException(ReasonCode.MALFORMED_PACKET, why);
    }

    static MalformedPacketException protocolError(String why) {
        return new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, why);
    }
}
