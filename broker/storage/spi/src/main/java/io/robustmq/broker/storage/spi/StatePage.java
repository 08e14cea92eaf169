package io.robustmq.broker.storage.spi;

import java.util.List;

/**
 * @param entries in the order of their keys
 * @param more whether there are further entries in what was asked for: go on behind the last key
 */
public record StatePage(List<Entry> entries, boolean more) {

    public record Entry(byte[] key, byte[] value) {}
}
