package io.robustmq.broker.storage.spi;

import org.jspecify.annotations.Nullable;

/** One step of a change of a shard's state. Keys are 1..1,024 bytes, ordered as unsigned bytes; values up to 16 MiB. */
public sealed interface StateChange {
    int MAX_KEY_BYTES = 1_024;
    int MAX_VALUE_BYTES = 16 << 20;

    /** About how many bytes it takes in a queue or in memory. */
    int sizeBytes();

    /** Sets a key's value, whether or not it had one. */
    record Put(byte[] key, byte[] value) implements StateChange {
        public Put {
            requireKey(key);
            if (value.length > MAX_VALUE_BYTES) {
                throw new IllegalArgumentException(
                        "a value of " + value.length + " bytes; at most " + MAX_VALUE_BYTES + " are allowed");
            }
        }

        @Override
        public int sizeBytes() {
            return 48 + key.length + value.length;
        }
    }

    /** Takes a key out; well if it was not there. */
    record Delete(byte[] key) implements StateChange {
        public Delete {
            requireKey(key);
        }

        @Override
        public int sizeBytes() {
            return 48 + key.length;
        }
    }

    /** Takes out all keys from {@code from} (included) up to {@code to} (not included; empty means no end). */
    record DeleteRange(byte[] from, byte[] to) implements StateChange {
        @Override
        public int sizeBytes() {
            return 48 + from.length + to.length;
        }
    }

    /**
     * Compare-and-set: the batch is refused with {@link StorageException.Kind#CONFLICT} unless the key has this value as the
     * batch begins.
     *
     * @param value null: the key must not be there
     */
    record Require(byte[] key, byte @Nullable [] value) implements StateChange {
        // Not the short form of a constructor, which loses the annotations of its parameters for other modules.
        public Require(byte[] key, byte @Nullable [] value) {
            requireKey(key);
            this.key = key;
            this.value = value;
        }

        @Override
        public int sizeBytes() {
            return 48 + key.length + (value == null ? 0 : value.length);
        }
    }

    private static void requireKey(byte[] key) {
        if (key.length == 0 || key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key of " + key.length + " bytes; 1 to " + MAX_KEY_BYTES + " are allowed");
        }
    }
}
