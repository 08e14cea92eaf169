package io.robustmq.broker.core.subscription;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.function.IntSupplier;

/** Hears what this broker's sessions subscribe to. Called by any lane, in the order of the changes to one filter; never blocks. */
public interface SubscriptionCensus {

    /** A session has a subscription of its own with this filter, one more than before. */
    void added(TopicFilter filter);

    /** One less. */
    void removed(TopicFilter filter);

    /**
     * Members of a shared subscription, or their clients, have come or gone.
     *
     * @param group with its share prefix
     * @param online counts those whose clients are connected; it looks at every member
     */
    void members(TopicFilter group, IntSupplier online);

    /** A shared subscription has no members any more. */
    void ended(TopicFilter group);

    /** Of a broker on its own. */
    SubscriptionCensus NONE = new SubscriptionCensus() {
        @Override
        public void added(TopicFilter filter) {}

        @Override
        public void removed(TopicFilter filter) {}

        @Override
        public void members(TopicFilter group, IntSupplier online) {}

        @Override
        public void ended(TopicFilter group) {}
    };
}
