package io.robustmq.broker.core.routing;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.subscription.DepartedSessions;
import io.robustmq.broker.core.subscription.Overlap;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.RemoteBroker;
import io.robustmq.broker.core.subscription.RemoteMembers;
import io.robustmq.broker.core.subscription.RemoteStore;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.core.subscription.Target;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sorts the targets that match a topic into a {@link Route}: by lane, and each session once. For one use. */
final class RouteBuilder implements Consumer<Target> {
    private static final Recipient[] NOBODY = {};
    private static final SharedGroup[] NO_GROUPS = {};

    private final int lanes;
    private final Strategy strategy;
    private final List<Subscription> matches = new ArrayList<>(4);
    private final List<SharedGroup> groups = new ArrayList<>(0);
    private final List<Subscription> replaying = new ArrayList<>(0);
    private final List<RemoteBroker> brokers = new ArrayList<>(0);
    private final List<RemoteBroker> stores = new ArrayList<>(0);
    private final List<RemoteMembers> members = new ArrayList<>(0);
    private boolean stored;

    /** @param stored whether the topic is stored even if no session wants it */
    RouteBuilder(int lanes, Strategy strategy, boolean stored) {
        this.lanes = lanes;
        this.strategy = strategy;
        this.stored = stored;
    }

    @Override
    public void accept(Target target) {
        switch (target) {
            case Subscription subscription -> {
                stored |= subscription.isStored();
                if (!subscription.subscriber().isParked()) {
                    (subscription.isReplaying() ? replaying : matches).add(subscription);
                }
            }
            case SharedGroup group -> {
                stored |= group.isStored();
                groups.add(group);
            }
            case RemoteBroker broker -> {
                if (!brokers.contains(broker)) {
                    brokers.add(broker);
                }
            }
            case RemoteStore store -> {
                stored = true;
                if (!stores.contains(store.broker())) {
                    stores.add(store.broker());
                }
            }
            case RemoteMembers there -> members.add(there);
            case DepartedSessions _ -> stored = true;
        }
    }

    Route build(int version) {
        Recipient[][] byLane = new Recipient[lanes][];
        if (matches.size() == 1 && replaying.isEmpty()) {
            Arrays.fill(byLane, NOBODY);
            byLane[matches.get(0).subscriber().lane()] = new Recipient[] {matches.get(0)};
        } else {
            List<List<Recipient>> lists = onePerSession();
            replaying.forEach(each -> lists.get(each.subscriber().lane()).add(each));
            for (int lane = 0; lane < lanes; lane++) {
                byLane[lane] = lists.get(lane).toArray(NOBODY);
            }
        }
        RemoteRoute remote = remote();
        boolean empty = matches.isEmpty() && replaying.isEmpty() && groups.isEmpty() && remote == null;
        return new Route(version, byLane, groups.toArray(NO_GROUPS), remote, empty, stored);
    }

    /** Takes the groups that are spread from those whose members are all here. */
    private @Nullable RemoteRoute remote() {
        stores.removeAll(brokers);
        if (brokers.isEmpty() && stores.isEmpty() && members.isEmpty()) {
            return null;
        }
        Map<TopicFilter, List<RemoteMembers>> byGroup = new LinkedHashMap<>();
        for (RemoteMembers there : members) {
            byGroup.computeIfAbsent(there.filter(), _ -> new ArrayList<>(2)).add(there);
        }
        List<SpreadGroup> spread = new ArrayList<>(byGroup.size());
        byGroup.forEach((filter, there) -> {
            SharedGroup local = local(filter);
            if (local == null || !local.isStored()) { // who keeps a group deals all of it
                groups.remove(local);
                spread.add(new SpreadGroup(filter, local, there, strategy));
            }
        });
        return brokers.isEmpty() && stores.isEmpty() && spread.isEmpty()
                ? null
                : new RemoteRoute(brokers, stores, spread);
    }

    private @Nullable SharedGroup local(TopicFilter filter) {
        for (SharedGroup group : groups) {
            if (group.filter().equals(filter)) {
                return group;
            }
        }
        return null;
    }

    private List<List<Recipient>> onePerSession() {
        IdentityHashMap<Subscriber, Object> bySession = new IdentityHashMap<>(matches.size() * 2);
        boolean overlaps = false;
        for (Subscription match : matches) {
            Object earlier = bySession.putIfAbsent(match.subscriber(), match);
            if (earlier != null) {
                overlaps = true;
                bySession.put(match.subscriber(), joined(earlier, match));
            }
        }
        List<List<Recipient>> lists = new ArrayList<>(lanes);
        for (int lane = 0; lane < lanes; lane++) {
            lists.add(new ArrayList<>());
        }
        if (!overlaps) {
            matches.forEach(match -> lists.get(match.subscriber().lane()).add(match));
        } else {
            bySession.forEach((session, found) -> lists.get(session.lane()).add(recipient(found)));
        }
        return lists;
    }

    @SuppressWarnings("unchecked") // only this class puts lists in, and only lists of subscriptions
    private static List<Subscription> joined(Object earlier, Subscription match) {
        if (earlier instanceof Subscription first) {
            List<Subscription> two = new ArrayList<>(2);
            two.add(first);
            two.add(match);
            return two;
        }
        List<Subscription> more = (List<Subscription>) earlier;
        more.add(match);
        return more;
    }

    @SuppressWarnings("unchecked")
    private static Recipient recipient(Object found) {
        return found instanceof Subscription one ? one : new Overlap((List<Subscription>) found);
    }
}
