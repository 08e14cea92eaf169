package io.robustmq.broker.storage.spi;

import org.jspecify.annotations.Nullable;

/** One step of a change of a shard's state. Keys are 1..1,024 bytes, ordered as unsigned bytes; values up to 16 MiB. */
public sealed interface StateChange {

    /** Sets a key's value, whether or not it had one. */
    record Put(byte[] key, byte[] value) implements StateChange {}

    /** Takes a key out; well if it was not there. */
    record Delete(byte[] key) implements StateChange {}

    /** Takes out all keys from {@code from} (included) up to {@code to} (not included). */
    record DeleteRange(byte[] from, byte[] to) implements StateChange {}

    /**
     * Compare-and-set: the batch is refused with {@link StorageException.Kind#CONFLICT} unless the key has this value as the
     * batch begins.
     *
     * @param value null: the key must not be there
     */
    record Require(byte[] key, byte @Nullable [] value) implements StateChange {}
}
