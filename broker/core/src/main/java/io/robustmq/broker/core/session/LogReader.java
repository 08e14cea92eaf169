package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.Outstanding;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stored.MessageFormat;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far some subscriptions of one session are in the logs: takes what arrives, or has it read later. A session has one
 * reader for its subscriptions to what comes, QoS 1 and 2, and one more for each that replays history: that one delivers QoS 0
 * as well, and tells the client where each message stands. Confined to the session's lane.
 */
final class LogReader implements Outgoing.Source {
    /** What is read ahead of the client at a time. */
    private static final int PAGE_MESSAGES = 128;

    private static final int PAGE_BYTES = 256 * 1024;

    private final SessionHost host;
    private final Outstanding outgoing;
    private final Supplier<Wanted> subscriptions;
    private final long[] historyFrom;
    private final Cursor[] cursors;

    /** Places of QoS 2 messages that an earlier process has sent: not new when they are read. */
    private final Set<Long> sentEarlier = new HashSet<>();

    private @Nullable Subscription replayed;
    private @Nullable Wanted wanted;
    private boolean unsaved;
    private boolean ended;

    /** The shard to look at first, so that one that cannot be read does not keep the others waiting. */
    private int turn;

    /** What is asked for begins behind what retention has taken. */
    private boolean cutOff;

    private LogReader(SessionHost host, Outstanding outgoing, Supplier<Wanted> subscriptions, long[] historyFrom) {
        this.host = host;
        this.outgoing = outgoing;
        this.subscriptions = subscriptions;
        this.historyFrom = historyFrom;
        this.cursors = new Cursor[host.storage().shards()];
        for (int shard = 0; shard < cursors.length; shard++) {
            cursors[shard] = new Cursor(shard);
        }
    }

    /**
     * A reader that is live.
     *
     * @param subscriptions asked again after {@link #wantsOther}
     */
    static LogReader live(SessionHost host, Outstanding outgoing, Supplier<Wanted> subscriptions) {
        return new LogReader(host, outgoing, subscriptions, new long[0]);
    }

    /** A reader that begins with the history of one subscription, at an offset for each shard. */
    static LogReader replaying(SessionHost host, Outstanding outgoing, Subscription subscription, long[] from) {
        LogReader made = new LogReader(host, outgoing, () -> new Wanted(List.of()), from);
        made.replays(subscription);
        for (Cursor cursor : made.cursors) {
            cursor.restore(from[cursor.shard()]);
        }
        return made;
    }

    /** Who has taken a message of a session's from the log, or null; readers are the only sources there are. */
    static @Nullable LogReader of(Outgoing entry) {
        return (LogReader) entry.source();
    }

    // ---- subscriptions

    /** A replaying subscription has got other options. */
    void replays(Subscription subscription) {
        replayed = subscription;
        wanted = new Wanted(List.of(new Wanted.From(subscription, historyFrom)));
    }

    boolean isReplaying() {
        return replayed != null;
    }

    /** The subscription whose history this is; for a replaying reader only. */
    Subscription replayed() {
        Subscription one = replayed;
        if (one == null) {
            throw new IllegalStateException("this reader follows what comes");
        }
        return one;
    }

    @Override
    public @Nullable TopicFilter historyOf() {
        return replayed == null ? null : replayed.filter();
    }

    void wantsOther() {
        wanted = null;
    }

    private Wanted wanted() {
        Wanted known = wanted;
        if (known == null) {
            known = subscriptions.get();
            wanted = known;
        }
        return known;
    }

    /** Through what the message at a place comes to the client. */
    @Nullable
    Recipient recipient(Message message, long place) {
        return wanted().recipient(message.topic(), Place.shard(place), Place.offset(place));
    }

    /** No more is read; what is on its way to the client stays there. */
    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    // ---- what arrives

    /** Whether a message that arrives is to be sent or queued; else it is known already, or left in the log. */
    boolean takes(long place) {
        return cursors[Place.shard(place)].takes(Place.offset(place));
    }

    @Override
    public void fallBehind(long place) {
        cursors[Place.shard(place)].fallBehind(Place.offset(place));
    }

    /** The client has gone. */
    void fallBehind() {
        for (Cursor cursor : cursors) {
            cursor.fallBehind();
        }
    }

    /** The log of a shard has messages, below an offset, that do not arrive. */
    void missed(int shard, long offset) {
        cursors[shard].missed(offset);
    }

    /** A message as the client is to get it: history says where it stands. */
    Message told(Message message, long place) {
        if (replayed == null) {
            return message;
        }
        List<UserProperty> properties = new ArrayList<>(message.properties().userProperties());
        properties.add(new UserProperty("offset", Long.toString(Place.offset(place))));
        if (cursors.length > 1) {
            properties.add(new UserProperty("shard", Integer.toString(Place.shard(place))));
        }
        return message.withUserProperties(properties);
    }

    // ---- reading

    /** A shard that is to be read from, or null if this reader is live in all. */
    @Nullable
    Cursor behind() {
        for (int i = 0; i < cursors.length; i++) {
            Cursor cursor = cursors[(turn + i) % cursors.length];
            if (cursor.isBehind()) {
                if (!wanted().isEmpty()) {
                    turn = cursor.shard() + 1;
                    return cursor;
                }
                cursor.goLive();
            }
        }
        return null;
    }

    /** What to read next there; the cursor waits for it from now on. */
    ReadRequest startReading(Cursor cursor) {
        long from = Math.max(cursor.next(), wanted().since(cursor.shard()));
        cursor.startReading();
        cutOff = !isReplaying() && host.storage().isCutOff(cursor.shard(), from);
        return new ReadRequest(from, wanted(), PAGE_MESSAGES, PAGE_BYTES);
    }

    /**
     * Takes the answer to what {@link #startReading} asked for.
     *
     * @return whether anything has been read: not if what is wanted has changed meanwhile, since the page may lack some of it
     */
    @SuppressWarnings("ReferenceEquality") // whether it is still what was asked for
    boolean onPage(Cursor cursor, ReadRequest asked, RecordPage page) {
        if (ended || !cursor.isReading()) {
            return false;
        }
        if (asked.topics() != wanted()) {
            cursor.readingFailed();
            return false;
        }
        if (cutOff) {
            host.counters().overtaken++;
        }
        for (StoredRecord stored : page.records()) {
            take(cursor.shard(), stored);
        }
        cursor.onPage(page.nextOffset(), page.atEnd(), host.storage().arrived(cursor.shard()));
        return true;
    }

    private void take(int shard, StoredRecord stored) {
        long place = Place.of(shard, stored.offset());
        Message message = sentEarlier.contains(place) ? null : message(stored, host);
        Recipient via = message == null ? null : recipient(message, place);
        if (message == null || via == null) {
            return;
        }
        int qos = via.qosFor(message);
        if (qos == Recipient.UNWANTED || (qos == 0 && replayed == null)) { // QoS 0 has passed by
            return;
        }
        if (message.isExpired(host.wallMillis())) { // [MQTT-3.3.2-5]
            host.counters().dropped(Drop.EXPIRED);
            return;
        }
        boolean retain = message.retain() && via.retainAsPublished();
        outgoing.enqueueWithin(new Outgoing(told(message, place), via, qos, retain, place, this));
    }

    static @Nullable Message message(StoredRecord stored, SessionHost host) {
        try {
            return MessageFormat.toMessage(stored.record());
        } catch (StoredFormatException _) {
            host.counters().dropped(Drop.UNREADABLE);
            return null;
        }
    }

    // ---- what is kept

    /** The position has changed, or is not known to be kept. */
    void markUnsaved() {
        unsaved = !ended;
    }

    /** Whether the position is to be kept; asking is a promise to do so. */
    boolean takeUnsaved() {
        boolean changed = unsaved;
        unsaved = false;
        return changed;
    }

    /** Whether this reader, going on at {@code positions}, does not come upon the message at a place again. */
    boolean isPast(long place, List<ShardPosition> positions) {
        int shard = Place.shard(place);
        return Place.offset(place) < Math.max(positions.get(shard).next(), wanted().since(shard));
    }

    /** One for each shard, in their order. */
    List<ShardPosition> positions() {
        List<ShardPosition> positions = new ArrayList<>(cursors.length);
        for (Cursor cursor : cursors) {
            positions.add(ClientProgress.position(outgoing, this, cursor.shard(), cursor.next()));
        }
        return positions;
    }

    /** Goes on where an earlier process has been. */
    void restore(List<ShardPosition> positions) {
        for (Cursor cursor : cursors) {
            cursor.restore(0);
        }
        for (ShardPosition at : positions) {
            cursors[at.shard()].restore(at.next());
        }
    }

    /** An earlier process has sent the QoS 2 message at this place through this reader. */
    void sentEarlier(long place) {
        sentEarlier.add(place);
    }

    /** Below this offset of a shard nothing is to be read any more; {@link Long#MAX_VALUE} if nothing that is there now. */
    long unreadFrom(int shard) {
        Cursor cursor = cursors[shard];
        return cursor.isLive() || wanted().isEmpty() ? Long.MAX_VALUE : Math.max(cursor.next(), wanted().since(shard));
    }
}
