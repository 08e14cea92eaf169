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
    private final DepartedSessions departed;

    /** Of a broker on its own. */
    public Subscriptions(Strategy strategy, RandomGenerator chance) {
        this(strategy, chance, SubscriptionCensus.NONE, true);
    }

    /**
     * @param chance for hashes that no client can foresee
     * @param census hears of every change
     * @param storesGroups whether what waits for a shared subscription is kept in the log if a member is a stored session
     */
    public Subscriptions(Strategy strategy, RandomGenerator chance, SubscriptionCensus census, boolean storesGroups) {
        this.tree = new SubscriptionTree<>(chance);
        this.groups = new SharedGroups(strategy, tree, census, storesGroups);
        this.census = census;
        this.departed = new DepartedSessions(tree);
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
        }
        if (replaced == null || replaced.isStored() != subscription.isStored()) {
            census.added(filter, subscription.isStored());
            if (replaced != null) {
                census.removed(filter, replaced.isStored());
            }
        }
        return subscription;
    }

    /** Ends a subscription: what has been routed to it but is not yet delivered is not delivered any more. */
    public void unsubscribe(Subscription subscription) {
        if (leave(subscription)) {
            census.removed(subscription.filter(), subscription.isStored());
        }
    }

    /** As {@link #unsubscribe}, but it goes on at another broker: what is to be stored for it is, until it has come there. */
    public void move(Subscription subscription) {
        TopicFilter filter = subscription.filter();
        boolean isAwaited = subscription.isStored() && !filter.isShared();
        if (isAwaited) {
            departed.add(filter); // before it goes from here
        }
        if (leave(subscription)) {
            census.moved(filter, subscription.isStored(), isAwaited ? () -> departed.remove(filter) : () -> {});
        }
    }

    /** Returns whether it is a session's own. */
    private boolean leave(Subscription subscription) {
        subscription.end();
        if (subscription.filter().isShared()) {
            groups.leave(subscription);
            return false;
        }
        tree.remove(subscription.filter(), subscription);
        return true;
    }
}
