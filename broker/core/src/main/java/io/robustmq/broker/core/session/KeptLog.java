package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.outgoing.How;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.SubscriptionRecord;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The log of a stored session: its client gets all its subscriptions want, however long it is away, and {@link SessionKeeper}
 * keeps how far it is, its subscriptions, and its QoS 2 exchanges.
 */
final class KeptLog extends LogFollower {
    private final SessionKeeper keeper;

    KeptLog(String clientId, SessionHost host, OutgoingFlow outgoing, SessionSubscriptions subscriptions) {
        super(host, outgoing, new LogReaders(subscriptions, host, outgoing.outstanding(), true));
        keeper = new SessionKeeper(clientId, host, outgoing, readers());
    }

    /**
     * Goes on where an earlier process has been.
     *
     * @param subscriptions in the order of their records
     */
    void restore(StoredSession found, Collection<Subscription> subscriptions) {
        Iterator<SubscriptionRecord> records = found.subscriptions().iterator();
        subscriptions.forEach(one -> readers().restore(one, records.next().since()));
        readers().restore(found);
        keeper.restored();
        outgoing().outstanding().restore(found.inFlight(readers()));
    }

    @Override
    public void attach() {
        super.attach();
        keeper.exchanges().onConnection();
    }

    // ---- subscriptions

    @Override
    public void subscribed(Subscription subscription, @Nullable Subscription replaced) {
        long[] since = readers().subscribed(subscription);
        if (replaced == null || !subscription.isLike(replaced)) { // else storage has it, or will
            keeper.subscribed(subscription, since);
        }
    }

    @Override
    void replay(Subscription subscription, long[] from) {
        keeper.replays(readers().replay(subscription, from), from);
    }

    @Override
    public void unsubscribed(TopicFilter filter) {
        keeper.unsubscribed(filter, readers().unsubscribed(filter));
    }

    // ---- messages

    @Override
    void hasRead() {
        keeper.hasRead();
    }

    @Override
    public boolean keepsExchanges() {
        return true;
    }

    @Override
    public void keep(Outgoing entry) {
        keeper.exchanges().keep(entry);
    }

    @Override
    public void over(Outgoing entry, How how) {
        switch (how) {
            case ACKNOWLEDGED, TOO_LARGE, LOST -> {
                if (entry.group() == null || entry.qos() == 2) { // else it is the group's business alone
                    keeper.settled(entry);
                }
            }
            case EXPIRED, CROWDED_OUT, GIVEN_BACK, FORGOTTEN -> {} // was not sent, or goes with the session
        }
    }

    // ---- the session itself

    @Override
    public void keep(SessionRecord record) {
        keeper.keep(record);
    }

    @Override
    public void whenKept(WriteCompletion then) {
        keeper.whenKept(then);
    }

    @Override
    public void write() {
        keeper.save();
    }

    @Override
    public void leave() {
        super.leave();
        keeper.leave();
    }

    @Override
    public void end() {
        super.end();
        keeper.end();
    }
}
