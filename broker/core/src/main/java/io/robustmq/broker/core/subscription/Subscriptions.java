package io.robustmq.broker.core.subscription;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All subscriptions of the node: enters them into the tree, shared ones through their group. For every lane. */
public final class Subscriptions {
    private final SubscriptionTree<Target> tree;
    private final SharedGroups groups;
    private final SubscriptionCensus census;

    /** Of a broker on its own. */
    public Subscriptions(Strategy strategy, RandomGenerator chance) {
        this(strategy, chance, SubscriptionCensus.NONE);
    }

    /**
     * @param chance for hashes that no client can foresee
     * @param census hears of every change
     */
    public Subscriptions(Strategy strategy, RandomGenerator chance, SubscriptionCensus census) {
        this.tree = new SubscriptionTree<>(chance);
        this.groups = new SharedGroups(strategy, tree, census);
        this.census = census;
    }

    public SharedGroups groups() {
        return groups;
    }

    public SubscriptionTree<Target> tree() {
        return tree;
    }

    /**
     * Enters a subscription.
     *
     * @param replaying whether it begins with history; not for shared ones
     * @param replaced the session's earlier subscription with the same filter, or null; it ends, and no message is missed or
     *     doubled in between [MQTT-3.8.4-3]
     */
    public Subscription subscribe(
            Subscriber subscriber,
            TopicFilter filter,
            int identifier,
            int qos,
            boolean noLocal,
            boolean retainAsPublished,
            boolean replaying,
            @Nullable Subscription replaced) {
        if (filter.isShared()) {
            return groups.join(subscriber, filter, identifier, qos, retainAsPublished);
        }
        Subscription subscription =
                new Subscription(subscriber, filter, null, identifier, qos, noLocal, retainAsPublished, replaying);
        tree.add(filter, subscription);
        if (replaced != null) {
            tree.remove(filter, replaced);
        } else {
            census.added(filter);
        }
        return subscription;
    }

    /** Ends a subscription: what has been routed to it but is not yet delivered is not delivered any more. */
    public void unsubscribe(Subscription subscription) {
        subscription.end();
        if (subscription.filter().isShared()) {
            groups.leave(subscription);
        } else {
            tree.remove(subscription.filter(), subscription);
            census.removed(subscription.filter());
        }
    }
}
