package io.robustmq.broker.core.routing;

import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A topic that is published to, with the route last found for it. Shared by all lanes. */
public final class Topic {
    private static final AtomicIntegerFieldUpdater<Topic> WRITES =
            AtomicIntegerFieldUpdater.newUpdater(Topic.class, "writes");

    private final TopicName name;
    final int stripe;
    private final boolean durable;
    volatile @Nullable Route route;
    private volatile int writes;

    Topic(TopicName name, int stripe, boolean durable) {
        this.name = name;
        this.stripe = stripe;
        this.durable = durable;
    }

    public TopicName name() {
        return name;
    }

    /** Whether all its messages are stored, whoever wants them. */
    public boolean isDurable() {
        return durable;
    }

    /** A message begins to be written before it is delivered: what follows must not overtake it. */
    public void beginWrite() {
        WRITES.incrementAndGet(this);
    }

    /** It is on its way to its receivers, or will not be. */
    public void endWrite() {
        WRITES.decrementAndGet(this);
    }

    public boolean isBeingWritten() {
        return writes > 0;
    }
}
