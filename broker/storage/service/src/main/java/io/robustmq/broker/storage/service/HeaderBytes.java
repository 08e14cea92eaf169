package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.spi.LogRecord.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of a record as bytes, big-endian:
 *
 * <pre>
 * u32 count, then for each: u16 length of the name, name in UTF-8, u32 length of the value, value
 * </pre>
 */
public final class HeaderBytes {
    private HeaderBytes() {}

    public static byte[] write(List<Header> headers) {
        List<byte[]> names = new ArrayList<>(headers.size());
        int length = 4;
        for (Header header : headers) {
            byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
            if (name.length > 0xFFFF) {
                throw new IllegalArgumentException("The name of a header has more than 65,535 bytes");
            }
            names.add(name);
            length = Math.addExact(length, 6 + name.length + header.value().length);
        }
        ByteBuffer out = ByteBuffer.allocate(length).putInt(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            byte[] value = headers.get(i).value();
            out.putShort((short) names.get(i).length)
                    .put(names.get(i))
                    .putInt(value.length)
                    .put(value);
        }
        return out.array();
    }

    public static List<Header> read(ByteBuffer in) {
        int count = in.getInt();
        List<Header> headers = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(name);
            byte[] value = new byte[in.getInt()];
            in.get(value);
            headers.add(new Header(new String(name, StandardCharsets.UTF_8), value));
        }
        return List.copyOf(headers);
    }
}
