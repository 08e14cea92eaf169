package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** When the broker as a whole is full. */
public interface MemoryConfig {

    /**
     * Bytes of all messages that wait, in queues and for sockets, as a size or as a share of the heap. At nine tenths
     * clients are refused (0x97 in 5.0) unless they come back to their session, and publishers are read slowly; beyond it
     * messages for queues are dropped and counted. PINGREQ is answered throughout.
     */
    @WithDefault("40%")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "1024GiB")
    long queueBytes();

    /**
     * Bytes of what the broker remembers of the topics that were published to of late, as a size or as a share of the heap:
     * their names, and who gets their messages. Beyond it those that were quiet for longest are forgotten, and cost a search
     * when they are published to again. Raise it where many topics have many subscribers each.
     */
    @WithDefault("10%")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "1024GiB")
    long routeBytes();

    /**
     * Used heap, in percent, beyond which messages for queues are dropped; at nine tenths of it clients are refused and
     * publishers are read slowly. 100 switches both off.
     */
    @WithDefault("90")
    @Bounds(min = "1", max = "100")
    int heapPercent();
}
