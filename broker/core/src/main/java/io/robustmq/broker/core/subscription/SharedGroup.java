package io.robustmq.broker.core.subscription;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The members of one shared subscription (MQTT 5.0 §4.8.2): same group, same filter. Each message goes to one of them.
 *
 * <p>Read by every lane without a lock; changed under its own monitor. Members whose client is away are skipped as long as
 * another one is connected.
 */
public final class SharedGroup implements Target {
    private static final Subscription[] NOBODY = {};

    private final TopicFilter filter;
    private final Strategy strategy;
    private final boolean mayBeStored;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Subscription[] members = NOBODY;
    private volatile boolean stored;

    /** From where on in each shard the group has read the log last, or does; null if it never has. */
    private volatile long @Nullable [] readFrom;

    /** Up to where; null while it does. */
    private volatile long @Nullable [] readTo;

    /** Index of the member that a sticky group prefers; a little off after a race, which costs nothing but stickiness. */
    private volatile int favourite;

    /** @param filter with its share prefix */
    public SharedGroup(TopicFilter filter, Strategy strategy) {
        this(filter, strategy, true);
    }

    /**
     * @param filter with its share prefix
     * @param mayBeStored whether it is if a member is
     */
    SharedGroup(TopicFilter filter, Strategy strategy, boolean mayBeStored) {
        this.filter = filter;
        this.strategy = strategy;
        this.mayBeStored = mayBeStored;
    }

    public TopicFilter filter() {
        return filter;
    }

    public boolean isEmpty() {
        return members.length == 0;
    }

    /** Members whose client is connected. */
    public int online() {
        int online = 0;
        for (Subscription member : members) {
            online += member.subscriber().isOnline() ? 1 : 0;
        }
        return online;
    }

    /**
     * Whether the group's messages are stored: a member is a stored session that wants QoS 1 or 2, or was, and what waits in
     * the log since then is not dealt out yet, see {@link #maybeStopStoring}.
     */
    public boolean isStored() {
        return stored;
    }

    /** Returns whether {@link #isStored} has changed. */
    private boolean members(Subscription[] next) {
        members = next;
        boolean before = stored;
        stored = hasStoredMember() || (before && next.length > 0);
        return stored != before;
    }

    /** Whether a member is a stored session that wants QoS 1 or 2, and that counts. */
    public boolean hasStoredMember() {
        if (!mayBeStored) {
            return false;
        }
        for (Subscription member : members) {
            if (member.isStored()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Nothing of the group waits in the log: without a stored member it is not stored any more.
     *
     * @return whether {@link #isStored} has changed
     */
    synchronized boolean maybeStopStoring() {
        boolean stops = stored && !hasStoredMember();
        if (stops) {
            stored = false;
        }
        return stops;
    }

    /** The group has begun to read the log, of each shard from an offset on. By the lane it lives on. */
    public void reads(long[] from) {
        readTo = null;
        readFrom = from;
    }

    /** It has ended that, and has all that stands below these offsets since it began. By the lane it lives on. */
    public void readsNoMore(long[] to) {
        readTo = to;
    }

    /** Whether it had, or will have, what stands at an offset, or behind it before anything else, from the log. For any thread. */
    public boolean hasRead(int shard, long offset) {
        long[] from = readFrom;
        long[] to = readTo;
        return from != null && from[shard] <= offset && (to == null || to[shard] > offset);
    }

    /**
     * Adds a member, in place of an earlier subscription of the same session.
     *
     * @return whether {@link #isStored} has changed
     */
    public synchronized boolean join(Subscription member) {
        Subscription[] old = members;
        for (int i = 0; i < old.length; i++) {
            if (old[i].subscriber() == member.subscriber()) {
                Subscription[] next = old.clone();
                next[i] = member;
                return members(next);
            }
        }
        Subscription[] next = Arrays.copyOf(old, old.length + 1);
        next[old.length] = member;
        return members(next);
    }

    /**
     * Takes the session out; nothing happens if it is not in.
     *
     * @return whether {@link #isStored} has changed
     */
    public synchronized boolean leave(Subscriber subscriber) {
        Subscription[] old = members;
        for (int i = 0; i < old.length; i++) {
            if (old[i].subscriber() == subscriber) {
                Subscription[] left = Arrays.copyOf(old, old.length - 1);
                System.arraycopy(old, i + 1, left, i, left.length - i);
                favourite -= i < favourite ? 1 : 0;
                return members(left);
            }
        }
        return false;
    }

    /**
     * The member that gets {@code message}.
     *
     * @param not a session that must not get it again, or null
     * @return a connected member; if there is none, one that is away, so that its session keeps the message; null if the
     *     group has no other members
     */
    public @Nullable Subscription choose(Message message, @Nullable Subscriber not) {
        Subscription[] all = members;
        if (all.length == 0) {
            return null;
        }
        return switch (strategy) {
            case ROUND_ROBIN -> from(all, turn.getAndIncrement(), not);
            case RANDOM -> from(all, scramble(turn.getAndIncrement()), not);
            case HASH_CLIENT_ID -> from(all, scramble(message.publisher().hashCode()), not);
            case HASH_TOPIC -> from(all, scramble(message.topic().hashCode()), not);
            case LEAST_INFLIGHT -> leastLoaded(all, turn.getAndIncrement(), not);
            case STICKY -> sticky(all, not);
        };
    }

    /** The connected member with the least to do, if that is less than {@code most}; or null. */
    public @Nullable Subscription idlest(int most) {
        Subscription best = null;
        int least = most;
        for (Subscription member : members) {
            int load = member.subscriber().load();
            if (member.subscriber().isOnline() && load < least) {
                best = member;
                least = load;
            }
        }
        return best;
    }

    /** Whether a connected member other than {@code not} exists. */
    public boolean hasOtherOnline(@Nullable Subscriber not) {
        for (Subscription member : members) {
            if (member.subscriber() != not && member.subscriber().isOnline()) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Subscription from(Subscription[] all, int start, @Nullable Subscriber not) {
        Subscription away = null;
        int at = Integer.remainderUnsigned(start, all.length);
        for (int i = 0; i < all.length; i++) {
            Subscription member = all[at];
            at = at + 1 == all.length ? 0 : at + 1;
            if (member.subscriber() == not) {
                continue;
            }
            if (member.subscriber().isOnline()) {
                return member;
            }
            if (away == null) {
                away = member;
            }
        }
        return away;
    }

    private static @Nullable Subscription leastLoaded(Subscription[] all, int start, @Nullable Subscriber not) {
        Subscription best = null;
        int bestLoad = Integer.MAX_VALUE;
        for (int i = 0; i < all.length; i++) {
            Subscription member = all[Integer.remainderUnsigned(start + i, all.length)];
            Subscriber subscriber = member.subscriber();
            if (subscriber != not && subscriber.isOnline() && subscriber.load() < bestLoad) {
                best = member;
                bestLoad = subscriber.load();
            }
        }
        return best == null ? from(all, start, not) : best;
    }

    private @Nullable Subscription sticky(Subscription[] all, @Nullable Subscriber not) {
        int at = Math.min(favourite, all.length - 1);
        Subscription known = all[at];
        if (known.subscriber() != not && known.subscriber().isOnline()) {
            return known;
        }
        Subscription next = from(all, at + 1, not);
        if (next != null && next.subscriber().isOnline()) {
            favourite = Arrays.asList(all).indexOf(next);
        }
        return next;
    }

    /** Spreads neighbouring numbers over all 32 bits (the finisher of MurmurHash3). */
    private static int scramble(int number) {
        int h = number * 0x9E3779B9;
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        return h;
    }
}
