package io.robustmq.broker.core.subscription;

import io.robustmq.broker.core.message.Message;
import org.jspecify.annotations.Nullable;

/** One session that gets a message once, through one subscription or several that overlap. */
public sealed interface Recipient permits Subscription, Overlap {

    /** No subscription wants the message after all. */
    int UNWANTED = -1;

    Subscriber subscriber();

    /**
     * The QoS to deliver with, the smaller of publication and subscription [MQTT-3.8.4-8], or {@link #UNWANTED} if it is the
     * receiver's own message and it wants none of those [MQTT-3.8.3-3], or the subscription has ended.
     */
    int qosFor(Message message);

    /** Whether the RETAIN flag goes on as published [MQTT-3.3.1-12] [MQTT-3.3.1-13]. */
    boolean retainAsPublished();

    /** The subscription identifiers to send along [MQTT-3.3.4-3]; shared, do not change. */
    int[] identifiers();

    /** The group a shared subscription belongs to, or null. */
    default @Nullable SharedGroup group() {
        return null;
    }
}
