package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.stored.PositionRecord;
import io.robustmq.broker.core.stored.ReplayRecord;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.stored.StoredFact;
import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.core.stored.SubscriptionRecord;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one stored session (MQTT 5.0 §4.1) as storage keeps it: writes what changes, and what storage did not take
 * again and again until it does. All of it is in the shard of the client id, but for packet ids of the client's, which are
 * with their messages. Confined to the session's lane.
 *
 * <p>Kept at once: subscriptions, what is known of the session itself, and QoS 2 exchanges ({@link SentExchanges}). A few
 * times a second: for each reader and shard the offset below which everything is settled, but for some messages in flight; so
 * after a crash a QoS 1 message may come again.
 */
final class SessionKeeper implements LaneStorage.Saved {
    private final String clientId;
    private final LaneStorage storage;
    private final LogReaders readers;
    private final SentExchanges exchanges;
    private final int home;

    /** What is known of the session itself, until it is known to be kept. */
    private @Nullable SessionRecord unsure;

    /** Whether storage is known to have this session, be it as it was a while ago. */
    private boolean known;

    /** Subscriptions that are new or other than before, until they are known to be kept. */
    private final Map<TopicFilter, SubscriptionRecord> unsureSubscriptions = new HashMap<>(4);

    /** Ended subscriptions, until they are known to be gone. */
    private final Map<TopicFilter, Ending> ending = new HashMap<>(4);

    private int unsubscribes;
    private boolean ended;

    SessionKeeper(String clientId, SessionHost host, OutgoingFlow outgoing, LogReaders readers) {
        this.clientId = clientId;
        this.storage = host.storage();
        this.readers = readers;
        this.home = storage.shardOf(clientId);
        this.exchanges = new SentExchanges(clientId, host, outgoing, this);
    }

    /** @param number the how many-th it is that ends, so that none is taken for a later one */
    private record Ending(int number, boolean replayed) {}

    /** QoS 2 towards the client. */
    SentExchanges exchanges() {
        return exchanges;
    }

    /** The shard this is kept in. */
    int home() {
        return home;
    }

    /** Whether the session is over, so that nothing may be written of it. */
    boolean isEnded() {
        return ended;
    }

    // ---- subscriptions

    /** @param since for each shard the first offset it counts for */
    void subscribed(Subscription subscription, long[] since) {
        ending.remove(subscription.filter());
        SubscriptionRecord record = new SubscriptionRecord(
                clientId,
                subscription.filter(),
                subscription.identifier(),
                subscription.qos(),
                subscription.noLocal(),
                subscription.retainAsPublished(),
                subscription.isReplaying(),
                since);
        unsureSubscriptions.put(subscription.filter(), record); // is written before it is acknowledged
    }

    /** As {@link #subscribed}, for one that begins with history. */
    void replays(LogReader replay, long[] from) {
        subscribed(replay.replayed(), from);
        storage.change(home, position(replay, replay.positions()).put());
    }

    void unsubscribed(TopicFilter filter, boolean replayed) {
        unsureSubscriptions.remove(filter);
        ending.put(filter, new Ending(++unsubscribes, replayed));
        storage.saveSoon(this);
    }

    /** Whether this subscription has ended, but storage may have it still. */
    boolean isEnding(TopicFilter filter) {
        return ending.containsKey(filter);
    }

    // ---- the session itself

    void keep(SessionRecord record) {
        unsure = record;
        keepUnsure();
    }

    /** An earlier process has kept it. */
    void restored() {
        known = true;
    }

    /**
     * Tells when storage has the session, be it as it was a while ago, and its subscriptions as they are; at once if it has, so
     * that who asks for what there is already needs no storage.
     */
    void whenKept(WriteCompletion then) {
        if (known && unsureSubscriptions.isEmpty() && ending.isEmpty()) {
            then.onWritten();
        } else {
            keepUnsure();
            storage.whenWritten(home, then);
        }
    }

    /** Writes what is not known to be kept; if that fails, it is written again, and with all that follows till then. */
    private void keepUnsure() {
        SessionRecord record = unsure;
        Map<TopicFilter, SubscriptionRecord> subscriptions = Map.copyOf(unsureSubscriptions);
        Map<TopicFilter, Ending> filters = Map.copyOf(ending);
        if (record == null && subscriptions.isEmpty() && filters.isEmpty()) {
            return;
        }
        if (record != null) {
            storage.change(home, record.put());
        }
        subscriptions.values().forEach(one -> storage.change(home, one.put()));
        filters.forEach((filter, how) -> {
            storage.change(home, new StateChange.Delete(StoredKeys.subscription(clientId, filter)));
            if (how.replayed()) {
                storage.change(home, new StateChange.Delete(StoredKeys.replay(clientId, filter)));
            }
        });
        storage.whenWritten(home, new WriteCompletion() {
            @Override
            public void onWritten() {
                known |= record != null;
                forgetUnsure(record);
                subscriptions.forEach(unsureSubscriptions::remove);
                filters.forEach(ending::remove);
            }

            @Override
            public void onFailed(StorageException why) {
                if (!ended) {
                    storage.retrySoon(SessionKeeper.this);
                }
            }
        });
    }

    @SuppressWarnings("ReferenceEquality") // it is this very record that was written
    private void forgetUnsure(@Nullable SessionRecord record) {
        if (unsure == record) {
            unsure = null;
        }
    }

    @Override
    public void retry() {
        if (!ended) {
            keepUnsure();
            exchanges.retry();
        }
    }

    // ---- how far the client is

    /** A message that came through a reader, or a QoS 2 message of a shared subscription, is settled. */
    void settled(Outgoing entry) {
        LogReader reader = LogReader.of(entry);
        if (reader != null) {
            reader.markUnsaved();
        }
        if (entry.qos() == 2) {
            exchanges.settled(entry);
        }
        storage.saveSoon(this);
    }

    /** A reader has come further. */
    void hasRead() {
        if (exchanges.isAnyOver()) {
            storage.saveSoon(this);
        }
    }

    @Override
    public void save() {
        if (ended) {
            return;
        }
        exchanges.readersOfOver().forEach(LogReader::markUnsaved);
        Map<LogReader, List<ShardPosition>> saved = new LinkedHashMap<>();
        for (LogReader reader : readers.all()) {
            if (reader.takeUnsaved()) {
                List<ShardPosition> positions = reader.positions();
                saved.put(reader, positions);
                storage.change(home, position(reader, positions).put());
            }
        }
        Map<Integer, SentExchanges.Over> forgotten = exchanges.forget(saved);
        if (!saved.isEmpty() || !forgotten.isEmpty()) {
            storage.whenWritten(home, new WriteCompletion() {
                @Override
                public void onWritten() {}

                @Override
                public void onFailed(StorageException why) {
                    if (!ended) {
                        saved.keySet().forEach(LogReader::markUnsaved);
                        forgotten.forEach(exchanges::over);
                        storage.saveSoon(SessionKeeper.this);
                    }
                }
            });
        }
        keepUnsure();
    }

    private StoredFact position(LogReader reader, List<ShardPosition> positions) {
        return reader.isReplaying()
                ? new ReplayRecord(clientId, reader.replayed().filter(), positions)
                : new PositionRecord(clientId, positions);
    }

    /** Another broker goes on: nothing more is written here. */
    void leave() {
        ended = true;
        storage.forget(this);
    }

    /** The session is over: all that is kept of it goes. */
    void end() {
        ended = true;
        storage.forget(this);
        storage.clear(clientId);
    }
}
