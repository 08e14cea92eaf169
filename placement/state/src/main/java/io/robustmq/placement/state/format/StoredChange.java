package io.robustmq.placement.state.format;

/** One change of a store of keys and values. */
public sealed interface StoredChange {
    byte[] key();

    /** Sets the key's value, whether or not it had one. */
    record Put(byte[] key, byte[] value) implements StoredChange {}

    /** Takes the key out; well if it is not there. */
    record Delete(byte[] key) implements StoredChange {}
}
