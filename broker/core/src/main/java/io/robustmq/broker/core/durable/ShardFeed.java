package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.retained.RetainedMessages;
import io.robustmq.broker.core.routing.RemoteRoute;
import io.robustmq.broker.core.routing.Route;
import io.robustmq.broker.core.routing.Router;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.stored.BrokerFence;
import io.robustmq.broker.core.stored.MessageFormat;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard as the lanes share it: writes their submissions one after the other and, as they are written, hands the messages
 * to the lanes of those who want them, in the order of the log. So what is delivered is written, and each lane sees offsets
 * grow.
 *
 * <p>Routes are looked up after a message is written. A session that becomes reachable first says so to the subscription tree
 * and then reads the log: what that read did not see is written later, so it is routed later, so it is routed to the session.
 *
 * <p>Nothing overtakes a write that fails for now: from then on, what a lane submits before it has heard of that is refused here,
 * as storage refuses what it was asked for before.
 *
 * <p>{@link #submit} is for every lane; handing over is done by whichever thread learns that a write is done, one at a time.
 */
public final class ShardFeed {
    private final int index;
    private final Shard shard;
    private final Router router;
    private final RetainedMessages retained;
    private final List<? extends Consumer<Arrivals>> lanes;
    private final Queue<Submission> pending = new ConcurrentLinkedQueue<>();
    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final @Nullable Arrivals[] open;

    /** What storage was asked for and has not answered, in order; guarded by this. */
    private final ArrayDeque<Submission> unanswered = new ArrayDeque<>();

    /** For each lane why what it asks for is refused, see {@link #refusalBefore}; changed under the lock. */
    private final AtomicReferenceArray<@Nullable StorageException> refusals;

    /** What others write, and this broker, in the order of the log; null if nobody else writes. */
    private final @Nullable SharedTail tail;

    /** What every write requires; null if nobody else writes. Changed under the lock. */
    private StateChange.@Nullable Require fence;

    private volatile long handedOver;

    /** Records below it nobody needed when they were let go of; what was kept no longer at the start is taken for that. */
    private volatile long unneeded;

    /**
     * The offset at or behind which there may be what nobody knows to be written, or -1 if nothing is in doubt. Changed by whoever
     * hands over.
     */
    private volatile long unsureFrom = -1;

    /**
     * @param lanes take what there is for them, on any thread
     * @param isShared whether other brokers write to the shard, too
     * @param isBehind whether lanes have enough to do
     */
    public ShardFeed(
            int index,
            Shard shard,
            Router router,
            RetainedMessages retained,
            List<? extends Consumer<Arrivals>> lanes,
            boolean isShared,
            BooleanSupplier isBehind) {
        this.index = index;
        this.shard = shard;
        this.router = router;
        this.retained = retained;
        this.lanes = lanes;
        this.open = new Arrivals[lanes.size()];
        this.refusals = new AtomicReferenceArray<>(lanes.size());
        this.handedOver = shard.nextOffset();
        this.unneeded = shard.startOffset();
        this.tail = isShared ? new SharedTail(index, shard, router, retained, lanes, isBehind) : null;
        this.fence = isShared ? BrokerFence.NEVER : null;
    }

    // ---- shared with other brokers

    /** Whether other brokers write to the shard, too. */
    boolean isShared() {
        return tail != null;
    }

    /** Begins to hand on what is in the log since this feed was made. */
    public void beginTail() {
        if (tail != null) {
            tail.begin();
        }
    }

    /** Time passes. For one thread. */
    public void onTick() {
        if (tail != null) {
            tail.onTick();
        }
    }

    /** From now on every write requires this. */
    public synchronized void fence(StateChange.Require required) {
        fence = required;
    }

    /** The lane a shared subscription lives on, out of so many. */
    public static int laneOf(TopicFilter shared, int lanes) {
        return Buckets.of(shared.hashCode(), lanes);
    }

    Shard shard() {
        return shard;
    }

    /** About the bytes that wait to be written. For any thread. */
    public long pendingBytes() {
        return pendingBytes.get();
    }

    /** All records below are with the inboxes of the lanes that want them. For any thread. */
    long handedOver() {
        return tail == null ? handedOver : tail.handedOver();
    }

    /** The first offset that is still kept. For any thread. */
    public long startOffset() {
        return shard.startOffset();
    }

    /** Nobody needs what is below {@code before}. By one thread. */
    public void letGo(long before) {
        unneeded = Math.max(unneeded, before);
        shard.trim(before);
    }

    /** Whether limits have cut off something that who reads from an offset on may have needed. For any thread. */
    boolean isCutOff(long from) {
        return shard.startOffset() > Math.max(from, unneeded);
    }

    /** As {@link LaneStorage#beginning}. For any thread. */
    long beginning() {
        long from = unsureFrom;
        return from < 0 ? shard.nextOffset() : from;
    }

    void submit(Submission submission) {
        pendingBytes.addAndGet(submission.bytes());
        boolean isRefused;
        synchronized (this) { // the order of the queue is the order of the log
            pending.add(submission);
            StorageException refusal = refusalBefore(submission.lane);
            isRefused = refusal != null;
            if (isRefused) {
                refusals.set(submission.lane, refusal);
                submission.settle(null, refusal);
            } else {
                unanswered.add(submission);
                write(submission).whenComplete((done, failure) -> onAnswer(submission, done, failure));
            }
        }
        if (isRefused) {
            maybeHandOver();
        }
    }

    private CompletionStage<Written> write(Submission submission) {
        CompletionStage<Written> written = submission.ask(shard, fence);
        TopicName looksAt = submission.looksAt;
        if (looksAt == null) {
            return written;
        }
        return written.thenCompose(
                done -> shard.get(StoredKeys.retained(looksAt)).thenApply(value -> {
                    submission.sees(value);
                    return done;
                }));
    }

    private void onAnswer(Submission submission, @Nullable Written done, @Nullable Throwable failure) {
        StorageException why = failure == null ? null : Submission.reason(failure);
        synchronized (this) {
            unanswered.remove(submission);
            if (why != null && why.kind().mayPass()) {
                refusals.set(submission.lane, why);
                unanswered.forEach(behind -> refusals.set(behind.lane, why));
            }
        }
        submission.settle(done, why);
        maybeHandOver();
    }

    // ---- what storage refuses for now

    /**
     * Why what a lane asks for now is not asked of storage: something before it was refused for now, or is in doubt, and the
     * lane has not heard of that yet. It would overtake what is asked for again once that is heard [MQTT-4.6.0-5].
     */
    private @Nullable StorageException refusalBefore(int lane) {
        StorageException known = refusals.get(lane);
        if (known != null) {
            return known;
        }
        for (Submission before : unanswered) {
            if (!before.isAnswered()) {
                return null; // what is behind it is answered later
            }
            StorageException refusal = before.refusal();
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** Why what a lane asks for is refused, or null. For that lane. */
    @Nullable
    StorageException refusal(int lane) {
        return refusals.get(lane);
    }

    /** A lane has heard of everything it has submitted: it may begin again. */
    synchronized void beginAgain(int lane) {
        refusals.set(lane, null);
    }

    // ---- handing over

    private void maybeHandOver() {
        int seen = settled.incrementAndGet();
        if (seen != 1) {
            return; // whoever is at it looks again
        }
        do {
            handOverSettled();
            seen = settled.addAndGet(-seen);
        } while (seen != 0);
    }

    private void handOverSettled() {
        Submission first = pending.peek();
        long next = handedOver;
        while (first != null && first.isSettled()) {
            pending.poll();
            pendingBytes.addAndGet(-first.bytes());
            if (tail == null) { // else all there is comes that way
                maybeMissed(first, next);
            }
            next = Math.max(next, handOn(first));
            first = pending.peek();
        }
        for (int lane = 0; lane < open.length; lane++) {
            Arrivals arrivals = open[lane];
            if (arrivals != null) {
                open[lane] = null;
                lanes.get(lane).accept(arrivals);
            }
        }
        handedOver = next;
    }

    /**
     * After a write of which nobody knows whether it happened: if the log has more than was handed on, the lanes are told to
     * look for themselves.
     */
    private void maybeMissed(Submission submission, long next) {
        Written written = submission.written();
        StorageException failure = submission.failure();
        if (failure != null && failure.kind() == StorageException.Kind.UNAVAILABLE) {
            unsureFrom = unsureFrom < 0 ? next : unsureFrom;
            submission.doubtFrom = submission.isRepeated ? submission.doubtFrom : unsureFrom;
        } else if (unsureFrom >= 0 && (written != null || isKnown(submission))) {
            long first = written == null ? shard.nextOffset() : written.firstOffset();
            unsureFrom = written == null ? first : -1; // what was written since is not handed on yet
            for (int lane = 0; lane < open.length && first > next; lane++) {
                arrivals(lane).addMissed(first);
            }
        }
    }

    /** Whether it was written before. */
    private static boolean isKnown(Submission submission) {
        StorageException failure = submission.failure();
        return submission.isRepeated && failure != null && failure.kind() == StorageException.Kind.CONFLICT;
    }

    /** Returns the offset behind what was handed on. */
    private long handOn(Submission submission) {
        Written written = submission.written();
        if (written == null) {
            for (Submission.Publication publication : submission.publications) {
                if (isKnown(submission)) {
                    pass(publication, submission);
                }
                publication.topic().endWrite();
            }
        } else {
            if (submission.looksAt != null) {
                restore(submission.looksAt, submission.seen());
            }
            long offset = written.firstOffset();
            for (Submission.Publication publication : submission.publications) {
                if (tail != null && publication.stored()) {
                    pass(publication, offset++, submission.lane, tail);
                    continue;
                }
                route(publication, publication.stored() ? Place.of(index, offset++) : Place.NOWHERE, submission.lane);
            }
        }
        arrivals(submission.lane).answer(submission);
        return written == null ? 0 : written.nextOffset();
    }

    private void restore(TopicName topic, byte @Nullable [] value) {
        if (value == null) {
            retained.remove(topic);
            return;
        }
        try {
            retained.restore(MessageFormat.toMessage(value));
        } catch (StoredFormatException _) {
            // written by another version: memory keeps what it has
        }
    }

    private void route(Submission.Publication publication, long place, int origin) {
        Message message = publication.message();
        if (publication.retained()) {
            retained.apply(message);
        }
        if (publication.isDelivered()) {
            if (publication.only() == null) {
                deliver(message, publication.topic(), place, origin);
            } else {
                deliver(message, publication.topic(), publication.only(), place, origin);
            }
        }
        publication.topic().endWrite();
    }

    /** Delivers a message of the log to those who do not read that. */
    private void pass(Submission.Publication publication, long offset, int origin, SharedTail following) {
        Message message = publication.message();
        if (publication.retained()) {
            following.retain(message, offset);
        }
        if (publication.isDelivered()) {
            Route route = router.route(publication.topic());
            Recipient[][] recipients = route.recipients();
            for (int lane = 0; lane < recipients.length; lane++) {
                give(message, Place.NOWHERE, lane, LogSplit.passers(message, recipients[lane]));
            }
            for (SharedGroup group : route.groups()) {
                giveToOne(message, group, origin);
            }
            forward(message, route, origin, true);
        }
        publication.topic().endWrite();
    }

    private void deliver(Message message, Topic topic, long place, int origin) {
        Route route = router.route(topic);
        Recipient[][] recipients = route.recipients();
        for (int lane = 0; lane < recipients.length; lane++) {
            give(message, place, lane, recipients[lane]);
        }
        for (SharedGroup group : route.groups()) {
            if (place != Place.NOWHERE && group.isStored()) {
                arrivals(laneOf(group.filter(), open.length)).add(message, place, group);
            } else {
                giveToOne(message, group, origin);
            }
        }
        forward(message, route, origin, false);
    }

    /** What another broker has forwarded goes to its addressees here. */
    private void deliver(Message message, Topic topic, Addressees only, long place, int origin) {
        Route route = router.route(topic);
        for (int lane = 0; only.sessions() && lane < open.length; lane++) {
            give(message, place, lane, route.recipients()[lane]);
        }
        for (TopicFilter filter : only.groups()) {
            SharedGroup group = route.group(filter);
            if (group == null) {
                arrivals(origin).addUnclaimed();
            } else if (place == Place.NOWHERE || !group.isStored()) {
                giveToOne(message, group, origin);
            }
        }
        for (SharedGroup group : route.groups()) { // who reads the log finds it there, and must know it
            if (place != Place.NOWHERE && group.isStored()) {
                arrivals(laneOf(group.filter(), open.length)).add(message, place, group);
            }
        }
    }

    private void forward(Message message, Route route, int origin, boolean isInSharedLog) {
        RemoteRoute remote = route.remote();
        if (remote != null) {
            arrivals(origin).add(message, Place.NOWHERE, isInSharedLog ? new Logged(remote) : remote);
        }
    }

    /** Delivers what was written before, though storage did not say so, to those who do not find it in the log. */
    private void pass(Submission.Publication publication, Submission submission) {
        Message message = publication.message();
        Route route = router.route(publication.topic());
        Recipient[][] recipients = route.recipients();
        for (int lane = 0; lane < recipients.length; lane++) {
            give(message, Place.NOWHERE, lane, LogSplit.passers(message, recipients[lane]));
        }
        for (SharedGroup group : route.groups()) {
            if (!group.hasRead(index, submission.doubtFrom)) {
                giveToOne(message, group, submission.lane);
            }
        }
        forward(message, route, submission.lane, isShared() && submission.doubtFrom != Doubt.NO_RECORD);
    }

    private void give(Message message, long place, int lane, Recipient[] there) {
        if (there.length > 0) {
            arrivals(lane).add(message, place, there.length == 1 ? there[0] : there);
        }
    }

    private void giveToOne(Message message, SharedGroup group, int origin) {
        Subscription chosen = group.choose(message, null);
        if (chosen == null) {
            arrivals(origin).addUnclaimed();
        } else {
            arrivals(chosen.subscriber().lane()).add(message, Place.NOWHERE, chosen);
        }
    }

    private Arrivals arrivals(int lane) {
        Arrivals known = open[lane];
        if (known == null) {
            known = new Arrivals(index);
            open[lane] = known;
        }
        return known;
    }
}
