package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** Limits of retained messages. A message that finds no room is delivered, but not retained, and counted. The broker's own, below {@code $SYS}, take no room. */
public interface RetainedConfig {

    /** Topics with a retained message. For a new one beyond, the publisher is answered 0x97 (5.0, QoS 1 and 2). 0 means no limit. */
    @WithDefault("10000000")
    @Bounds(min = "0", max = "2147483647")
    int messages();

    /** Bytes of all retained messages, as a size or as a share of the heap. A message beyond is not retained (0x97). 0 means no limit. */
    @WithDefault("25%")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "1024GiB")
    long bytes();

    /** Largest payload that is retained. A larger one is delivered, but not retained (0x97). 0 means no limit but the packet size. */
    @WithDefault("0")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "256MiB")
    long payloadBytes();

    /** Retained messages sent to a new subscription before other clients have their turn. Smaller is fairer, larger is faster for one. */
    @WithDefault("256")
    @Bounds(min = "1", max = "100000")
    int pageMessages();
}
