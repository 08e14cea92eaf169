package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.retained.RetainedMessages;
import io.robustmq.broker.core.routing.Router;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.stored.MessageFormat;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of one shard that several brokers write to, as this one follows it: hands each record to the lanes of those here who
 * read the log, whoever has written it, in the order of the log. Retained messages are kept in memory in that order, too.
 *
 * <p>Pages come on threads of the storage, one at a time; the next one is asked for when lanes are not behind. A tail that fails is
 * begun again, once a second, from where it was.
 */
final class SharedTail implements Flow.Subscriber<RecordPage> {
    private static final int NEVER = 0;

    /** About a second. */
    private static final int TICKS_BETWEEN = 10;

    private final int index;
    private final Shard shard;
    private final Router router;
    private final RetainedMessages retained;
    private final List<? extends Consumer<Arrivals>> lanes;
    private final BooleanSupplier isBehind;
    private final @Nullable Arrivals[] open;
    private final long from;

    private Flow.@Nullable Subscription subscription;

    /** Until it is followed again, after that has failed; guarded by this. */
    private int ticksToBegin = NEVER;

    /** Whether the next page is to be asked for when lanes are not behind any more. */
    private boolean isWaiting;

    /** Retained messages that were kept before they came here, by their offsets. Guarded by itself, as is {@link #passed}. */
    private final Map<TopicName, Long> ahead = new HashMap<>();

    /** Everything below has come. */
    private long passed;

    private volatile long handedOver;

    SharedTail(
            int index,
            Shard shard,
            Router router,
            RetainedMessages retained,
            List<? extends Consumer<Arrivals>> lanes,
            BooleanSupplier isBehind) {
        this.index = index;
        this.shard = shard;
        this.router = router;
        this.retained = retained;
        this.lanes = lanes;
        this.isBehind = isBehind;
        this.open = new Arrivals[lanes.size()];
        this.from = shard.nextOffset();
        this.passed = from;
        this.handedOver = from;
    }

    /** Begins where the log ended when this was made. */
    void begin() {
        shard.tail(from).subscribe(this);
    }

    /** All records below are with the inboxes of the lanes that want them; just behind the last of them. */
    long handedOver() {
        return handedOver;
    }

    // ---- pages

    @Override
    public synchronized void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        begun.request(1);
    }

    @Override
    public void onNext(RecordPage page) {
        long next = handedOver;
        for (StoredRecord stored : page.records()) {
            next = Math.max(next, stored.offset() + 1);
            take(stored);
        }
        for (int lane = 0; lane < open.length; lane++) {
            Arrivals arrivals = open[lane];
            if (arrivals != null) {
                open[lane] = null;
                lanes.get(lane).accept(arrivals);
            }
        }
        handedOver = next;
        synchronized (this) {
            isWaiting = true;
        }
        maybeAsk();
    }

    /** Time passes: lanes may not be behind any more. */
    void onTick() {
        maybeAsk();
        synchronized (this) {
            if (ticksToBegin == NEVER || --ticksToBegin > 0) {
                return;
            }
            ticksToBegin = NEVER;
        }
        shard.tail(handedOver).subscribe(this);
    }

    private void maybeAsk() {
        Flow.Subscription asked;
        synchronized (this) {
            if (!isWaiting || isBehind.getAsBoolean()) {
                return;
            }
            isWaiting = false;
            asked = subscription;
        }
        if (asked != null) {
            asked.request(1);
        }
    }

    /** What was not handed over yet comes again, when time passes; unless the storage is closed. */
    @Override
    public void onError(Throwable why) {
        Arrays.fill(open, null);
        synchronized (this) {
            subscription = null;
            isWaiting = false;
            boolean isClosed = why instanceof StorageException fault && fault.kind() == StorageException.Kind.CLOSED;
            ticksToBegin = isClosed ? NEVER : TICKS_BETWEEN;
        }
    }

    @Override
    public void onComplete() {}

    // ---- records

    private void take(StoredRecord stored) {
        Message message;
        try {
            message = MessageFormat.toMessage(stored.record());
        } catch (StoredFormatException _) {
            return; // who reads it later counts that
        }
        if (message.retain()) {
            keep(message, stored.offset());
        }
        Topic topic = router.topic(message.topic());
        if (message.qos() == 0 && !topic.isDurable()) {
            return; // here as a retained message alone; it has passed
        }
        Recipient[][] recipients = router.route(topic).recipients();
        for (int lane = 0; lane < recipients.length; lane++) {
            if (recipients[lane].length > 0) {
                give(message, Place.of(index, stored.offset()), lane, LogSplit.readers(message, recipients[lane]));
            }
        }
    }

    private void give(Message message, long place, int lane, Recipient[] there) {
        if (there.length == 0) {
            return;
        }
        Arrivals arrivals = open[lane];
        if (arrivals == null) {
            arrivals = new Arrivals(index);
            open[lane] = arrivals;
        }
        arrivals.add(message, place, there.length == 1 ? there[0] : there);
    }

    // ---- retained messages

    /** A retained message was written at an offset; its record may have come already. For any thread. */
    void retain(Message message, long offset) {
        synchronized (ahead) {
            if (offset >= passed) {
                Long other = ahead.get(message.topic());
                if (other == null || other < offset) {
                    ahead.put(message.topic(), offset);
                    retained.apply(message);
                }
            }
        }
    }

    private void keep(Message message, long offset) {
        synchronized (ahead) {
            passed = offset + 1;
            Long kept = ahead.get(message.topic());
            if (kept == null || kept < offset) {
                retained.apply(message);
            }
            if (kept != null && kept <= offset) {
                ahead.remove(message.topic());
            }
        }
    }
}
