package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.Wanted;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.Outstanding;
import io.robustmq.broker.core.stored.ReplayRecord;
import io.robustmq.broker.core.stored.SentRecord;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The readers of one session, each with places of its own in the logs: the main one for all subscriptions of a stored session
 * that do not replay, and one more for each that does. Says which of them a subscription is read by, and from where on it
 * counts. Confined to the session's lane.
 */
final class LogReaders {
    private final SessionSubscriptions subscriptions;
    private final SessionHost host;
    private final Outstanding outgoing;
    private final boolean stored;
    private final LogReader main;
    private final Map<TopicFilter, LogReader> replays = new HashMap<>(2);

    /** All of them, {@link #main} first. */
    private final List<LogReader> all = new ArrayList<>(1);

    /** For each subscription of a stored session, and each shard, the first offset it counts for. */
    private final Map<TopicFilter, long[]> since = new HashMap<>(4);

    /** @param stored whether the session is: else only subscriptions that replay are read for */
    LogReaders(SessionSubscriptions subscriptions, SessionHost host, Outstanding outgoing, boolean stored) {
        this.stored = stored;
        this.subscriptions = subscriptions;
        this.host = host;
        this.outgoing = outgoing;
        this.main = LogReader.live(host, outgoing, this::wanted);
        all.add(main);
    }

    // ---- subscriptions

    /**
     * A subscription counts for what is written from here on; one that takes the place of another goes on as that.
     *
     * @return for each shard the first offset it counts for; shared, do not change
     */
    long[] subscribed(Subscription subscription) {
        LogReader replay = replays.get(subscription.filter());
        if (replay != null) {
            replay.replays(subscription);
        } else {
            main.wantsOther();
        }
        return stored ? since.computeIfAbsent(subscription.filter(), _ -> ends()) : new long[0];
    }

    private long[] ends() {
        LaneStorage storage = host.storage();
        long[] ends = new long[storage.shards()];
        for (int shard = 0; shard < ends.length; shard++) {
            ends[shard] = storage.nextOffset(shard);
        }
        return ends;
    }

    /** A subscription begins with history, at an offset for each shard; it begins anew if it was there before. */
    LogReader replay(Subscription subscription, long[] from) {
        TopicFilter filter = subscription.filter();
        endReplay(filter);
        main.wantsOther();
        if (stored) {
            since.put(filter, from);
        }
        return add(subscription, from);
    }

    private LogReader add(Subscription subscription, long[] from) {
        LogReader replay = LogReader.replaying(host, outgoing, subscription, from);
        replays.put(subscription.filter(), replay);
        all.add(replay);
        return replay;
    }

    /** Returns whether it replayed. */
    boolean unsubscribed(TopicFilter filter) {
        since.remove(filter);
        main.wantsOther();
        return endReplay(filter);
    }

    private boolean endReplay(TopicFilter filter) {
        LogReader replay = replays.remove(filter);
        if (replay == null) {
            return false;
        }
        all.remove(replay);
        replay.end();
        outgoing.forget(replay);
        return true;
    }

    /** What the main reader is for. */
    private Wanted wanted() {
        List<Wanted.From> of = new ArrayList<>();
        for (Subscription subscription : subscriptions.all()) {
            long[] from = since.get(subscription.filter());
            boolean isMains = subscription.isStored() && subscription.group() == null && !subscription.isReplaying();
            if (from != null && isMains) {
                of.add(new Wanted.From(subscription, from));
            }
        }
        return new Wanted(of);
    }

    // ---- which is it

    /** Of the subscriptions that do not replay. */
    LogReader main() {
        return main;
    }

    /** Whose message it is; of one that came through a shared subscription, or one that has ended, the main reader's. */
    LogReader of(Outgoing entry) {
        LogReader reader = LogReader.of(entry);
        return reader == null ? main : reader;
    }

    /** All there are, {@link #main} first; do not change. */
    List<LogReader> all() {
        return all;
    }

    /** Who decides about a message of the log that arrives for this recipient; null if it passes by the log. */
    @Nullable
    LogReader reader(Recipient via, int qos) {
        if (via instanceof Subscription subscription && subscription.isReplaying()) {
            return replays.get(subscription.filter());
        }
        return qos > 0 && stored ? main : null;
    }

    /**
     * The reader of messages that an earlier process sent through the subscription of this filter; null if that has ended or
     * is a shared one.
     *
     * @param filter null for the main reader
     */
    @Nullable
    LogReader through(@Nullable TopicFilter filter) {
        return filter == null ? main : replays.get(filter);
    }

    /** Below this offset of a shard nothing is to be read any more; {@link Long#MAX_VALUE} if nothing that is there now. */
    long unreadFrom(int shard) {
        long unread = Long.MAX_VALUE;
        for (LogReader reader : all) {
            unread = Math.min(unread, reader.unreadFrom(shard));
        }
        return unread;
    }

    // ---- after a restart

    /** As {@link #subscribed} or {@link #replay}, for a subscription of an earlier process. */
    void restore(Subscription subscription, long[] from) {
        since.put(subscription.filter(), from);
        if (subscription.isReplaying()) {
            add(subscription, from);
        } else {
            main.wantsOther();
        }
    }

    /** Goes on where an earlier process has been. The session's subscriptions are there. */
    void restore(StoredSession stored) {
        main.restore(stored.position() == null ? List.of() : stored.position().positions());
        for (ReplayRecord record : stored.replays()) {
            LogReader replay = replays.get(record.filter());
            if (replay != null) {
                replay.restore(record.positions());
            }
        }
        for (SentRecord record : stored.sent()) {
            LogReader reader = through(record.through());
            if (reader != null && record.isInLog()) {
                reader.sentEarlier(Place.of(record.shard(), record.offset()));
            }
        }
    }
}
