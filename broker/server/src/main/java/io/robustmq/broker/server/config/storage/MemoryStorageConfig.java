package io.robustmq.broker.server.config.storage;

import io.robustmq.config.Bounds;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** Storage in memory. */
public interface MemoryStorageConfig {

    /**
     * How much stored messages and sessions take of the heap, about. Beyond it a PUBLISH that a stored session wants is
     * answered 0x97 (an older client's connection ends), and so ends the connection of a client whose session or subscription
     * is to be stored. It comes on top of {@code memory.queue_bytes}.
     */
    @WithDefault("25%")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "64KiB", max = "1048576GiB")
    long maxBytes();
}
