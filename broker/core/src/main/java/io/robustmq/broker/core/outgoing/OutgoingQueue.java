package io.robustmq.broker.core.outgoing;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for room in flight, or for the client to come back; first in, first out. Counts its bytes; the limits
 * are the session's business. Confined to the session's lane.
 */
final class OutgoingQueue implements Iterable<Outgoing> {
    private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
    private long bytes;
    private int qos0;

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    long bytes() {
        return bytes;
    }

    /** Whether QoS 0 messages are among those that wait. */
    boolean hasQos0() {
        return qos0 > 0;
    }

    void add(Outgoing entry) {
        waiting.add(entry);
        count(entry, 1);
    }

    private void count(Outgoing entry, int change) {
        bytes += change * (long) entry.heapBytes;
        qos0 += entry.qos == 0 ? change : 0;
    }

    /** Oldest first. */
    @Override
    public Iterator<Outgoing> iterator() {
        return waiting.iterator();
    }

    @Nullable
    Outgoing peek() {
        return waiting.peek();
    }

    @Nullable
    Outgoing poll() {
        Outgoing entry = waiting.poll();
        if (entry != null) {
            count(entry, -1);
        }
        return entry;
    }

    /** Hands every entry that fits to {@code taken} and takes it out; order of the others is kept. */
    void takeIf(Predicate<Outgoing> fits, Consumer<Outgoing> taken) {
        Iterator<Outgoing> each = waiting.iterator();
        while (each.hasNext()) {
            Outgoing entry = each.next();
            if (fits.test(entry)) {
                each.remove();
                count(entry, -1);
                taken.accept(entry);
            }
        }
    }
}
