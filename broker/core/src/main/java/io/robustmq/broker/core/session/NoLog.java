package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.outgoing.How;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/** The answers of a session that has nothing to do with the log. Has no state: one for all. */
final class NoLog implements SessionLog {

    @Override
    public void attach() {}

    @Override
    public void detach() {}

    @Override
    public boolean follows() {
        return false;
    }

    @Override
    public void maybeRead() {}

    @Override
    public boolean mustReload(Outgoing entry) {
        return false; // nothing was let go
    }

    @Override
    public boolean keepsExchanges() {
        return false;
    }

    @Override
    public void keep(Outgoing entry) {
        throw new IllegalStateException("keeps nothing");
    }

    @Override
    public void over(Outgoing entry, How how) {} // it is of a group, which knows

    @Override
    public void subscribed(Subscription subscription, @Nullable Subscription replaced) {}

    @Override
    public void unsubscribed(TopicFilter filter) {}

    @Override
    public LogFollower replaying(SessionHost host, OutgoingFlow outgoing, SessionSubscriptions subscriptions) {
        return new ReplayingLog(host, outgoing, subscriptions);
    }

    @Override
    public @Nullable LogReader reader(Recipient via, int qos) {
        return null;
    }

    @Override
    public void missed(int shard, long offset) {}

    @Override
    public long neededFrom(int shard) {
        return Long.MAX_VALUE;
    }

    @Override
    public void keep(SessionRecord record) {}

    @Override
    public void whenKept(WriteCompletion then) {
        then.onWritten();
    }

    @Override
    public void write() {}

    @Override
    public void leave() {}

    @Override
    public void end() {}
}
