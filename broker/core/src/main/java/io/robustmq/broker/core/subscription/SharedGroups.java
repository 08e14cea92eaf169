package io.robustmq.broker.core.subscription;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All shared groups of the node, by group and filter; enters a group into the subscription tree with its first member and
 * takes it out with its last. For every lane; changes are rare and take one lock.
 */
public final class SharedGroups {
    private final Strategy strategy;
    private final SubscriptionTree<Target> tree;
    private final SubscriptionCensus census;
    private final boolean stores;
    private final Map<TopicFilter, SharedGroup> groups = new HashMap<>();

    /** @param stores whether a group with a stored member is */
    SharedGroups(Strategy strategy, SubscriptionTree<Target> tree, SubscriptionCensus census, boolean stores) {
        this.stores = stores;
        this.strategy = strategy;
        this.tree = tree;
        this.census = census;
    }

    /** Makes {@code subscriber} a member, in place of its earlier subscription to the same group and filter. */
    public synchronized Subscription join(
            Subscriber subscriber, TopicFilter filter, int identifier, int qos, boolean retainAsPublished) {
        SharedGroup group = groups.get(filter);
        boolean isNew = group == null;
        if (group == null) {
            group = new SharedGroup(filter, strategy, stores);
            groups.put(filter, group);
        }
        Subscription member =
                new Subscription(subscriber, filter, group, identifier, qos, false, retainAsPublished, false);
        boolean changed = group.join(member);
        if (isNew) {
            tree.add(filter, group);
        } else if (changed) {
            tree.touch(filter);
        }
        census.members(filter, group::online);
        return member;
    }

    /**
     * Nothing of a group waits in the log: without a stored member it is not stored any more.
     *
     * @return whether {@link SharedGroup#isStored} has changed
     */
    public synchronized boolean maybeStopStoring(SharedGroup group) {
        boolean stops = group.maybeStopStoring();
        if (stops) {
            tree.touch(group.filter());
        }
        return stops;
    }

    /** All groups there are now. */
    public synchronized List<SharedGroup> all() {
        return List.copyOf(groups.values());
    }

    public synchronized void leave(Subscription member) {
        SharedGroup group = member.group();
        if (group == null) {
            throw new IllegalArgumentException("not a shared subscription: " + member.filter());
        }
        if (group.leave(member.subscriber())) {
            tree.touch(group.filter());
        }
        if (group.isEmpty() && groups.remove(group.filter(), group)) {
            tree.remove(group.filter(), group);
            census.ended(group.filter());
        } else if (groups.get(group.filter()) == group) {
            census.members(group.filter(), group::online);
        }
    }

    /** The client of a member has come or gone. */
    public synchronized void counted(SharedGroup group) {
        if (groups.get(group.filter()) == group) {
            census.members(group.filter(), group::online);
        }
    }
}
