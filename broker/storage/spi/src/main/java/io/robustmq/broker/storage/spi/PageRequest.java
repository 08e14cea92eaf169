package io.robustmq.broker.storage.spi;

/**
 * @param from the least key, included
 * @param to the key at which to stop, not included; empty means no end
 * @param maxEntries 1 or more
 * @param maxBytes about how many bytes of keys and values at most; the first entry comes whatever its size
 */
public record PageRequest(byte[] from, byte[] to, int maxEntries, int maxBytes) {}
