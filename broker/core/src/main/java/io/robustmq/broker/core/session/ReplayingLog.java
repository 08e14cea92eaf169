package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.outgoing.How;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/** The log of a session that is not stored, but has begun a subscription with history. Nothing is kept of it. */
final class ReplayingLog extends LogFollower {

    ReplayingLog(SessionHost host, OutgoingFlow outgoing, SessionSubscriptions subscriptions) {
        super(host, outgoing, new LogReaders(subscriptions, host, outgoing.outstanding(), false));
    }

    @Override
    public void subscribed(Subscription subscription, @Nullable Subscription replaced) {
        readers().subscribed(subscription);
    }

    @Override
    void replay(Subscription subscription, long[] from) {
        readers().replay(subscription, from);
    }

    @Override
    public void unsubscribed(TopicFilter filter) {
        readers().unsubscribed(filter);
    }

    @Override
    void hasRead() {}

    @Override
    public boolean keepsExchanges() {
        return false;
    }

    @Override
    public void keep(Outgoing entry) {
        throw new IllegalStateException("keeps nothing");
    }

    @Override
    public void over(Outgoing entry, How how) {}

    @Override
    public void keep(SessionRecord record) {}

    @Override
    public void whenKept(WriteCompletion then) {
        then.onWritten();
    }
}
