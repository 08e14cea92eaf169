package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.Buckets;
import io.robustmq.broker.core.durable.LogSplit;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.forward.ForwardBatch;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.routing.Route;
import io.robustmq.broker.core.routing.Router;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What other brokers forward, on its way to the sessions of this one, and to nobody else. Any thread may deliver; what comes from
 * one broker is to come from one thread at a time, and stays in order.
 */
public final class PeerDeliveries {
    private final Router router;
    private final List<Lane> lanes;
    private final boolean isShared;

    /** @param isShared whether the log is all brokers', so that who has forwarded a message has written it if it is to be */
    public PeerDeliveries(Router router, List<Lane> lanes, boolean isShared) {
        this.isShared = isShared;
        this.router = router;
        this.lanes = lanes;
    }

    /** Hands messages to the lanes of those who want them, or that write them before: one wake-up a lane. */
    public void deliver(ForwardBatch forwarded) {
        @Nullable Batch[] batches = new Batch[lanes.size()];
        int unclaimed = 0;
        for (int i = 0; i < forwarded.size(); i++) {
            Message message = forwarded.message(i);
            Addressees to = forwarded.addressees(i);
            Topic topic = router.topic(message.topic());
            Route route = router.route(topic);
            if (!isShared && isWrittenFirst(message, topic, route)) {
                batch(batches, Buckets.of(message.topic().hashCode(), lanes.size()))
                        .add(message, new WrittenFirst(topic, to));
                continue;
            }
            if (to.sessions()) {
                toSessions(message, to.isInLog(), route, batches);
            }
            for (TopicFilter group : to.groups()) {
                unclaimed += toMember(message, route.group(group), batches) ? 0 : 1;
            }
        }
        for (int lane = 0; lane < batches.length; lane++) {
            Batch batch = batches[lane];
            if (batch != null) {
                lanes.get(lane).take(new Delivery.FromLane(batch));
            }
        }
        if (unclaimed > 0) {
            count(unclaimed);
        }
    }

    /** A message to write for this broker's own stored sessions before it is delivered. */
    record WrittenFirst(Topic topic, Addressees to) {}

    private static boolean isWrittenFirst(Message message, Topic topic, Route route) {
        return message.qos() == 0 ? topic.isDurable() : route.isStored() || topic.isBeingWritten();
    }

    private static void toSessions(Message message, boolean isInLog, Route route, @Nullable Batch[] batches) {
        Recipient[][] recipients = route.recipients();
        for (int lane = 0; lane < recipients.length; lane++) {
            Recipient[] all = recipients[lane];
            Recipient[] there = isInLog && all.length > 0 ? LogSplit.passers(message, all) : all;
            if (there.length > 0) {
                batch(batches, lane).add(message, there);
            }
        }
    }

    /** Returns whether there is a member. */
    private static boolean toMember(Message message, @Nullable SharedGroup group, @Nullable Batch[] batches) {
        Subscription chosen = group == null ? null : group.choose(message, null);
        if (chosen == null) {
            return false;
        }
        batch(batches, chosen.subscriber().lane()).add(message, chosen, Place.NOWHERE);
        return true;
    }

    private static Batch batch(@Nullable Batch[] batches, int lane) {
        Batch known = batches[lane];
        if (known == null) {
            known = new Batch();
            batches[lane] = known;
        }
        return known;
    }

    private void count(int unclaimed) {
        Lane first = lanes.getFirst();
        first.thread().execute(() -> {
            for (int i = 0; i < unclaimed; i++) {
                first.counters().dropped(Drop.OFFLINE);
            }
        });
    }
}
