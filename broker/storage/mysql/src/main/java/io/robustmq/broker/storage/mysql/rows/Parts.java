package io.robustmq.broker.storage.mysql.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Values cut into parts that fit into a row and a packet, and put together again. */
public final class Parts {
    private Parts() {}

    /** One part or more, each of at most {@code partBytes}. */
    public static List<byte[]> cut(byte[] value, int partBytes) {
        if (value.length <= partBytes) {
            return List.of(value);
        }
        List<byte[]> parts = new ArrayList<>(value.length / partBytes + 1);
        for (int at = 0; at < value.length; at += partBytes) {
            parts.add(Arrays.copyOfRange(value, at, Math.min(value.length, at + partBytes)));
        }
        return parts;
    }

    public static byte[] join(List<byte[]> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        byte[] whole = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
