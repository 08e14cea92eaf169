package io.robustmq.placement.state.format;

/**
 * One key of a store, and its value. The arrays are not copied: whoever gets one leaves it as it is.
 *
 * @param key 2 to 600 bytes; ordered as unsigned bytes
 */
public record StoredEntry(byte[] key, byte[] value) {}
