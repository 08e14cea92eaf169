package io.robustmq.broker.core.retained;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.RetainedLimits;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The retained message of each topic, within limits (MQTT 5.0 §3.3.1.3). For every lane.
 *
 * <p>The broker's own, below {@code $SYS}, are kept here too, but are few, and neither counted nor limited.
 */
public final class RetainedMessages {
    private static final TopicFilter ALL = TopicFilter.parse("#");

    private final RetainedStore<Message> store = new RetainedStore<>();
    private final RetainedLimits limits;
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private @Nullable RetainedScan<Message> sweep;

    public RetainedMessages(RetainedLimits limits) {
        this.limits = limits;
    }

    /**
     * Keeps {@code message} as its topic's retained message in place of the last [MQTT-3.3.1-5]; an empty payload removes it and
     * is not kept itself [MQTT-3.3.1-6] [MQTT-3.3.1-7].
     *
     * @return false if a limit forbids to keep it; then nothing has changed
     */
    public boolean apply(Message message) {
        if (!takes(message)) {
            return false;
        }
        if (message.payload().length == 0) {
            account(store.remove(message.topic()), null);
            return true;
        }
        account(store.put(message.topic(), message), message);
        return true;
    }

    /** Takes up a message that was kept by an earlier process, whatever the limits are now. */
    public void restore(Message message) {
        account(store.put(message.topic(), message), message);
    }

    /** A topic has none, as it turns out. */
    public void remove(TopicName topic) {
        account(store.remove(topic), null);
    }

    /** Whether {@link #apply} would keep it now, or take away what it is to take away. */
    public boolean takes(Message message) {
        return message.payload().length == 0 || fits(message);
    }

    private boolean fits(Message message) {
        if (message.isServersOwn()) {
            return true;
        }
        if (limits.payloadBytes() > 0 && message.payload().length > limits.payloadBytes()) {
            return false;
        }
        boolean full = limits.messages() > 0 && messages.get() >= limits.messages();
        boolean heavy = limits.bytes() > 0 && bytes.get() + message.heapBytes() > limits.bytes();
        if (!full && !heavy) {
            return true;
        }
        Message replaced = store.get(message.topic()); // its place is free again
        return replaced != null && (!heavy || message.heapBytes() <= replaced.heapBytes());
    }

    private void account(@Nullable Message out, @Nullable Message in) {
        messages.addAndGet(counted(in) - counted(out));
        bytes.addAndGet(countedBytes(in) - countedBytes(out));
    }

    private static int counted(@Nullable Message message) {
        return message == null || message.isServersOwn() ? 0 : 1;
    }

    private static long countedBytes(@Nullable Message message) {
        return message == null || message.isServersOwn() ? 0 : message.heapBytes();
    }

    public RetainedScan<Message> scan(TopicFilter filter) {
        return store.scan(filter);
    }

    /**
     * Looks at up to {@code topics} further topics and removes what has expired [MQTT-3.3.2-5]. One lane calls it now and then.
     *
     * @param gone hears of each message removed
     */
    public void sweep(int topics, long wallMillis, Consumer<Message> gone) {
        RetainedScan<Message> scan = sweep;
        if (scan == null) {
            scan = store.scan(ALL);
        }
        List<TopicName> expired = new ArrayList<>();
        boolean more = scan.next(topics, topics, (topic, message) -> {
            if (message.isExpired(wallMillis)) {
                expired.add(topic);
            }
        });
        sweep = more ? scan : null;
        for (TopicName topic : expired) {
            Message message = store.get(topic);
            if (message != null && message.isExpired(wallMillis) && store.remove(topic, message)) {
                account(message, null);
                gone.accept(message);
            }
        }
    }

    /** Whether there is nothing to be found here, not even of the broker's own. */
    public boolean isEmpty() {
        return store.size() == 0;
    }

    /** Topics with a retained message of a client. */
    public int size() {
        return messages.get();
    }

    /** About the heap bytes of all retained messages of clients. */
    public long bytes() {
        return bytes.get();
    }
}
