package io.robustmq.broker.core.routing;

import io.robustmq.broker.core.settings.DurableTopics;
import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.subscription.SubscriptionTree;
import io.robustmq.broker.core.subscription.Target;
import io.robustmq.broker.mqtt.topic.TopicName;

/**
 * Finds the route of a topic: from the topic itself while its subscriptions have not changed, else from the subscription tree.
 * For every lane.
 */
public final class Router {
    private static final int GENERATIONS = 2;

    private final SubscriptionTree<Target> tree;
    private final TopicTable topics;
    private final int lanes;
    private final Strategy strategy;
    private volatile boolean storesAll;

    /**
     * @param strategy of shared subscriptions with members on several brokers
     * @param durable topics that are stored whoever wants them; asked once for each topic, not for each message
     * @param bytes about what topics and routes may take that are remembered
     */
    public Router(SubscriptionTree<Target> tree, int lanes, Strategy strategy, DurableTopics durable, long bytes) {
        this.tree = tree;
        this.lanes = lanes;
        this.strategy = strategy;
        this.topics = new TopicTable(
                bytes / GENERATIONS, name -> new Topic(name, tree.stripeOf(name), durable.contains(name)));
    }

    /** The topic of this name; may be kept by the caller for as long as it likes. */
    public Topic topic(TopicName name) {
        return topics.get(name);
    }

    /** Whether every message of QoS 1 and 2 is to be written to the log, since it is not known who wants it. For any thread. */
    public boolean storesAll() {
        return storesAll;
    }

    /** From now on it is so, or not. */
    public void storesAll(boolean yes) {
        storesAll = yes;
    }

    /** Everybody who wants the topic's messages now. */
    public Route route(Topic topic) {
        Route known = topic.route;
        int version = tree.version(topic.stripe); // before the match: what changes meanwhile makes the route stale
        if (known != null && known.version() == version) {
            return known;
        }
        RouteBuilder builder = new RouteBuilder(lanes, strategy, topic.isDurable());
        tree.match(topic.name(), builder);
        Route found = builder.build(version);
        topic.route = found;
        topics.routed(found);
        return found;
    }
}
