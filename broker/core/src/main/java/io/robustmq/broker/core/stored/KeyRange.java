package io.robustmq.broker.core.stored;

import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.StateChange;
import java.util.Arrays;

/** Keys from {@code from} (included) to {@code to} (not included), ordered as unsigned bytes. */
public record KeyRange(byte[] from, byte[] to) {

    /** All keys that begin with {@code prefix}, which is not all 0xFF. */
    static KeyRange below(byte[] prefix) {
        int length = prefix.length;
        while (prefix[length - 1] == (byte) 0xFF) {
            length--;
        }
        byte[] to = Arrays.copyOf(prefix, length);
        to[length - 1]++;
        return new KeyRange(prefix, to);
    }

    /** What of this range comes behind {@code key}: the next page begins there. */
    public KeyRange behind(byte[] key) {
        return new KeyRange(Arrays.copyOf(key, key.length + 1), to);
    }

    public PageRequest page(int maxEntries, int maxBytes) {
        return new PageRequest(from, to, maxEntries, maxBytes);
    }

    public StateChange.DeleteRange delete() {
        return new StateChange.DeleteRange(from, to);
    }
}
