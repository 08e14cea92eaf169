package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.PageReader;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.Read;
import io.robustmq.broker.core.durable.Wanted;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.Outstanding;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far some subscriptions of one session are in the logs: takes what arrives, or has it read later. A session has one
 * reader for its subscriptions to what comes, QoS 1 and 2, and one more for each that replays history: that one delivers QoS 0
 * as well, and tells the client where each message stands. Confined to the session's lane.
 */
final class LogReader implements Outgoing.Source {
    private final SessionHost host;
    private final Outstanding outgoing;
    private final Supplier<Wanted> subscriptions;
    private final long[] historyFrom;
    private final PageReader pages;

    /** Places of QoS 2 messages that an earlier process has sent: not new when they are read. */
    private Set<Long> sentEarlier = Set.of();

    private @Nullable Subscription replayed;
    private @Nullable Wanted wanted;
    private boolean unsaved;
    private boolean ended;

    private LogReader(
            SessionHost host,
            Outstanding outgoing,
            Supplier<Wanted> subscriptions,
            long[] historyFrom,
            PageReader pages) {
        this.host = host;
        this.outgoing = outgoing;
        this.subscriptions = subscriptions;
        this.historyFrom = historyFrom;
        this.pages = pages;
    }

    /**
     * A reader that is live.
     *
     * @param subscriptions asked again after {@link #wantsOther}
     */
    static LogReader live(SessionHost host, Outstanding outgoing, Supplier<Wanted> subscriptions) {
        PageReader pages = new PageReader(host.storage(), host.counters(), true);
        return new LogReader(host, outgoing, subscriptions, new long[0], pages);
    }

    /** A reader that begins with the history of one subscription, at an offset for each shard. */
    static LogReader replaying(SessionHost host, Outstanding outgoing, Subscription subscription, long[] from) {
        PageReader pages = new PageReader(host.storage(), host.counters(), false);
        LogReader made = new LogReader(host, outgoing, () -> new Wanted(List.of()), from, pages);
        made.replays(subscription);
        for (Cursor cursor : pages.cursors()) {
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

    /** What is read for; another object when it has changed. */
    Wanted wanted() {
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
        return pages.cursor(Place.shard(place)).takes(Place.offset(place));
    }

    @Override
    public void fallBehind(long place) {
        pages.cursor(Place.shard(place)).fallBehind(Place.offset(place));
    }

    /** The client has gone. */
    void fallBehind() {
        for (Cursor cursor : pages.cursors()) {
            cursor.fallBehind();
        }
    }

    /** The log of a shard has messages, below an offset, that do not arrive. */
    void missed(int shard, long offset) {
        pages.cursor(shard).missed(offset);
    }

    /** A message as the client is to get it: history says where it stands. */
    Message told(Message message, long place) {
        if (replayed == null) {
            return message;
        }
        List<UserProperty> properties = new ArrayList<>(message.properties().userProperties());
        properties.add(new UserProperty("offset", Long.toString(Place.offset(place))));
        if (pages.cursors().length > 1) {
            properties.add(new UserProperty("shard", Integer.toString(Place.shard(place))));
        }
        return message.withUserProperties(properties);
    }

    // ---- reading

    /** Where it is in each shard, and how that is read. */
    PageReader pages() {
        return pages;
    }

    /** A shard that is to be read from now, or null if this reader is live in all, or has to wait. */
    @Nullable
    Cursor behind() {
        Cursor cursor = pages.next();
        if (cursor != null && wanted().isEmpty()) {
            pages.goLive();
            return null;
        }
        return cursor;
    }

    /**
     * Reads a page there.
     *
     * @param asked {@link #wanted}, to be handed to {@link #onPage}
     */
    void read(Cursor cursor, Wanted asked, Consumer<Read> then) {
        pages.read(cursor, Math.max(cursor.next(), asked.since(cursor.shard())), asked, then);
    }

    /**
     * Takes a page.
     *
     * @param asked what was wanted then
     * @return whether anything has been read: not if what is wanted has changed meanwhile, since the page may lack some of it
     */
    @SuppressWarnings("ReferenceEquality") // whether it is still what was asked for
    boolean onPage(Cursor cursor, Wanted asked, Read.Page page) {
        if (ended || !cursor.isReading()) {
            return false;
        }
        if (asked != wanted()) {
            cursor.readingFailed();
            return false;
        }
        for (StoredRecord stored : page.records().records()) {
            take(cursor.shard(), stored);
        }
        pages.onPage(cursor, page);
        return true;
    }

    private void take(int shard, StoredRecord stored) {
        long place = Place.of(shard, stored.offset());
        Message message = sentEarlier.contains(place) ? null : pages.message(stored);
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
        List<ShardPosition> positions = new ArrayList<>(pages.cursors().length);
        for (Cursor cursor : pages.cursors()) {
            positions.add(ClientProgress.position(outgoing, this, cursor.shard(), cursor.next()));
        }
        return positions;
    }

    /** Goes on where an earlier process has been. */
    void restore(List<ShardPosition> positions) {
        for (Cursor cursor : pages.cursors()) {
            cursor.restore(0);
        }
        for (ShardPosition at : positions) {
            pages.cursor(at.shard()).restore(at.next());
        }
    }

    /** An earlier process has sent the QoS 2 message at this place through this reader. */
    void sentEarlier(long place) {
        if (sentEarlier.isEmpty()) {
            sentEarlier = new HashSet<>();
        }
        sentEarlier.add(place);
    }

    /** Below this offset of a shard nothing is to be read any more; {@link Long#MAX_VALUE} if nothing that is there now. */
    long unreadFrom(int shard) {
        Cursor cursor = pages.cursor(shard);
        return cursor.isLive() || wanted().isEmpty() ? Long.MAX_VALUE : Math.max(cursor.next(), wanted().since(shard));
    }
}
