package io.robustmq.broker.core.subscription;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * One filter of one session, with its options. Immutable but for its end: a re-subscribe makes a new one. There may be
 * millions, so it is kept small.
 */
public final class Subscription implements Target, Recipient {
    private static final int NO_LOCAL = 1;
    private static final int RETAIN_AS_PUBLISHED = 1 << 1;
    private static final int REPLAYING = 1 << 2;

    private final Subscriber subscriber;
    private final TopicFilter filter;
    private final @Nullable SharedGroup group;
    private final int identifier;
    private final byte qos;
    private final byte options;
    private boolean ended;

    /**
     * @param group for a shared subscription, or null
     * @param identifier 1..268,435,455, or 0 for none
     * @param qos the largest QoS wanted, 0..2
     * @param replaying whether it begins with history
     */
    public Subscription(
            Subscriber subscriber,
            TopicFilter filter,
            @Nullable SharedGroup group,
            int identifier,
            int qos,
            boolean noLocal,
            boolean retainAsPublished,
            boolean replaying) {
        this.subscriber = subscriber;
        this.filter = filter;
        this.group = group;
        this.identifier = identifier;
        this.qos = (byte) qos;
        this.options = (byte) ((noLocal ? NO_LOCAL : 0)
                | (retainAsPublished ? RETAIN_AS_PUBLISHED : 0)
                | (replaying ? REPLAYING : 0));
    }

    @Override
    public Subscriber subscriber() {
        return subscriber;
    }

    public TopicFilter filter() {
        return filter;
    }

    public int qos() {
        return qos;
    }

    @Override
    public int qosFor(Message message) {
        if (ended || (noLocal() && message.publisher().equals(subscriber.clientId()))) { // [MQTT-3.8.3-3]
            return UNWANTED;
        }
        return Math.min(qos, message.qos());
    }

    /** Whether messages of QoS 1 and 2 that it matches are to be stored. */
    public boolean isStored() {
        return qos > 0 && subscriber.isStored();
    }

    public boolean noLocal() {
        return (options & NO_LOCAL) != 0;
    }

    @Override
    public boolean retainAsPublished() {
        return (options & RETAIN_AS_PUBLISHED) != 0;
    }

    /** Whether it has begun with history: then it gets each message by itself, whatever else the session subscribes to. */
    public boolean isReplaying() {
        return (options & REPLAYING) != 0;
    }

    public int identifier() {
        return identifier;
    }

    @Override
    public int[] identifiers() {
        return identifier == 0 ? PublishProperties.NO_IDENTIFIERS : new int[] {identifier};
    }

    @Override
    public @Nullable SharedGroup group() {
        return group;
    }

    /** Whether a client that asks for this one asks for nothing the other is not. */
    public boolean isLike(Subscription other) {
        return filter.equals(other.filter)
                && identifier == other.identifier
                && qos == other.qos
                && options == other.options;
    }

    /** From now on nothing more is delivered through it [MQTT-3.10.4-2]. On the subscriber's lane only. */
    public void end() {
        ended = true;
    }
}
