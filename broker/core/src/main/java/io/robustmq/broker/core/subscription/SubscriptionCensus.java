package io.robustmq.broker.core.subscription;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.function.IntSupplier;

/** Hears what this broker's sessions subscribe to. Called by any lane, in the order of the changes to one filter; never blocks. */
public interface SubscriptionCensus {

    /**
     * A session has a subscription of its own with this filter, one more than before.
     *
     * @param stored whether messages of QoS 1 and 2 are to be stored for it, see {@link Subscription#isStored}
     */
    void added(TopicFilter filter, boolean stored);

    /** One less. */
    void removed(TopicFilter filter, boolean stored);

    /**
     * One less here, but its session is on its way to another broker: what is stored for it is wanted still.
     *
     * @param over runs when it is not wanted any more for the sake of that session here; on any thread
     */
    void moved(TopicFilter filter, boolean stored, Runnable over);

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
        public void added(TopicFilter filter, boolean stored) {}

        @Override
        public void removed(TopicFilter filter, boolean stored) {}

        @Override
        public void moved(TopicFilter filter, boolean stored, Runnable over) {
            over.run();
        }

        @Override
        public void members(TopicFilter group, IntSupplier online) {}

        @Override
        public void ended(TopicFilter group) {}
    };
}
