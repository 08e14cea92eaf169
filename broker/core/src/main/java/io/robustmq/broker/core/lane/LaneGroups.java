package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.ShardFeed;
import io.robustmq.broker.core.durable.Wanted;
import io.robustmq.broker.core.group.GroupFollower;
import io.robustmq.broker.core.group.GroupHost;
import io.robustmq.broker.core.group.GroupMailbox;
import io.robustmq.broker.core.group.StoredGroup;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.SharedGroups;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The shared subscriptions with stored members that live on one lane, and the way from its sessions to those that live on
 * others. Confined to the lane.
 */
final class LaneGroups implements GroupHost, GroupMailbox {
    private final Map<TopicFilter, GroupFollower> followers = new HashMap<>();

    /** Messages for groups of which it is not heard yet that they are stored. */
    private final Map<SharedGroup, List<Early>> early = new HashMap<>(0);

    private final Lane lane;
    private final LaneStorage storage;
    private final SharedGroups all;
    private List<Lane> lanes = List.of();
    private @Nullable List<Report>[] outbox;
    private final Runnable handOver = this::handOver;

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
    LaneGroups(Lane lane, LaneStorage storage, SharedGroups all) {
        this.lane = lane;
        this.storage = storage;
        this.all = all;
        this.outbox = new List[0];
    }

    private record Early(Message message, long place) {}

    /** What a member says to its group about a message. */
    sealed interface Report {
        TopicFilter group();

        long place();

        record Settled(TopicFilter group, long place) implements Report {}

        /** @param then tells the member that the group will not give it to anybody again */
        record Finished(TopicFilter group, long place, Runnable then) implements Report {}

        /**
         * @param message null if it is to be read again
         * @param hasNoRoom whether the member's client is there, but has no room for it
         */
        record GivenBack(
                TopicFilter group, long place, @Nullable Message message, boolean hasNoRoom) implements Report {}
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    void join(List<Lane> every) {
        lanes = every;
        outbox = new List[every.size()];
    }

    private Lane home(TopicFilter group) {
        return lanes.get(ShardFeed.laneOf(group, lanes.size()));
    }

    // ---- for members on this lane

    @Override
    public void settled(SharedGroup group, long place) {
        report(new Report.Settled(group.filter(), place));
    }

    @Override
    public void giveBack(SharedGroup group, long place, @Nullable Message message, boolean hasNoRoom) {
        report(new Report.GivenBack(group.filter(), place, message, hasNoRoom));
    }

    @Override
    public void whenKept(TopicFilter group, long place, Runnable then) {
        report(new Report.Finished(group, place, () -> lane.thread().execute(then)));
    }

    private void report(Report report) {
        int index = home(report.group()).index();
        boolean first = true;
        for (List<Report> waiting : outbox) {
            first &= waiting == null;
        }
        List<Report> waiting = outbox[index];
        if (waiting == null) {
            waiting = new ArrayList<>();
            outbox[index] = waiting;
        }
        waiting.add(report);
        if (first) {
            lane.thread().atEndOfTurn(handOver);
        }
    }

    /** At the end of a turn: what members of this lane had to say goes to where their groups live. */
    private void handOver() {
        for (int i = 0; i < outbox.length; i++) {
            List<Report> reports = outbox[i];
            if (reports != null) {
                outbox[i] = null;
                lanes.get(i).take(new Delivery.FromMembers(reports));
            }
        }
    }

    @Override
    public void changed(SharedGroup group) {
        long[] since = new long[storage.shards()];
        for (int shard = 0; shard < since.length; shard++) {
            since[shard] = storage.beginning(shard);
        }
        Lane home = home(group.filter());
        home.thread().execute(() -> home.groups().onChange(group, since));
    }

    @Override
    public void online(SharedGroup group) {
        Lane home = home(group.filter());
        home.thread().execute(() -> home.groups().maybeGoOn(group));
    }

    // ---- for groups that live here

    /** @param since for each shard an offset: what is written from there on is written after the change */
    private void onChange(SharedGroup group, long[] since) {
        GroupFollower known = followers.get(group.filter());
        if (known != null && (known.follows(group) ? !group.isStored() : !group.isEmpty())) { // else it has a successor
            followers.remove(group.filter());
            known.end();
            known = null;
        }
        if (known == null && group.isStored()) {
            follower(group, since);
        }
        for (Early one : Objects.requireNonNullElse(early.remove(group), List.<Early>of())) {
            offer(group, one.message(), one.place());
        }
        maybeGoOn(group);
    }

    private GroupFollower follower(SharedGroup group, long[] since) {
        GroupFollower made = new GroupFollower(group, this, Wanted.topicsOf(group.filter()), since);
        followers.put(group.filter(), made);
        return made;
    }

    /** Takes up a group of an earlier process; its members are there. */
    void restore(SharedGroup group, StoredGroup stored) {
        follower(group, stored.since()).restore(stored.record(), stored.sent());
    }

    private void maybeGoOn(SharedGroup group) {
        GroupFollower known = followers.get(group.filter());
        if (known != null) {
            known.maybeGoOn();
        }
    }

    void offer(SharedGroup group, Message message, long place) {
        GroupFollower known = followers.get(group.filter());
        if (known != null && known.follows(group)) {
            known.offer(message, place);
        } else if (group.isStored()) {
            early.computeIfAbsent(group, _ -> new ArrayList<>()).add(new Early(message, place));
        } else {
            lane.passOn(message, group);
        }
    }

    void deliver(List<Report> reports) {
        for (Report report : reports) {
            GroupFollower known = followers.get(report.group());
            if (known != null) {
                switch (report) {
                    case Report.Settled settled -> known.onSettled(settled.place());
                    case Report.Finished finished -> known.onFinished(finished.place(), finished.then());
                    case Report.GivenBack back -> known.onGivenBack(back.place(), back.message(), back.hasNoRoom());
                }
            } else if (report instanceof Report.Finished finished) {
                finished.then().run();
            }
        }
    }

    void missed(int shard, long offset) {
        List.copyOf(followers.values()).forEach(follower -> follower.missed(shard, offset));
    }

    long neededFrom(int shard) {
        long needed = Long.MAX_VALUE;
        for (GroupFollower follower : followers.values()) {
            needed = Math.min(needed, follower.neededFrom(shard));
        }
        for (List<Early> waiting : early.values()) {
            for (Early one : waiting) {
                if (Place.shard(one.place()) == shard) {
                    needed = Math.min(needed, Place.offset(one.place()));
                }
            }
        }
        return needed;
    }

    // ---- for the followers

    @Override
    public LaneCounters counters() {
        return lane.counters();
    }

    @Override
    public long wallMillis() {
        return lane.wallMillis();
    }

    @Override
    public void give(Message message, Subscription member, long place) {
        lane.give(message, member, place);
    }

    @Override
    public void onDrained(SharedGroup group) {
        GroupFollower known = followers.get(group.filter());
        if (known != null && known.follows(group) && all.maybeStopStoring(group)) {
            followers.remove(group.filter());
            known.end();
        }
    }

    @Override
    public boolean isOver(SharedGroup group) {
        return !followers.containsKey(group.filter());
    }

    @Override
    public LaneStorage groupStorage() {
        return storage;
    }
}
