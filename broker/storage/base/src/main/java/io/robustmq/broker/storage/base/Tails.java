package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * The tails of one log: subscribers who get a page for each one requested, as soon as there is one. Made of two things the
 * adapter has anyway, reading a page and knowing its next offset; {@link #wake} is called when that has grown. Thread-safe.
 */
public final class Tails {

    /** The log that is tailed. */
    public interface Log {
        /** Greater than every offset readable now. */
        long nextOffset();

        CompletionStage<RecordPage> read(ReadRequest request);
    }

    private final Log log;
    private final Executor executor;
    private final int maxRecords;
    private final int maxBytes;
    private final Set<Tail> open = ConcurrentHashMap.newKeySet();
    private final Set<Tail> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param executor runs one step of each tail at a time; subscribers are called on it. May reject when the log is closed
     * @param maxRecords of a page
     * @param maxBytes of a page, about
     */
    public Tails(Log log, Executor executor, int maxRecords, int maxBytes) {
        this.log = log;
        this.executor = executor;
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    public Flow.Publisher<RecordPage> from(long offset) {
        return subscriber -> {
            Tail tail = new Tail(this, subscriber, offset);
            open.add(tail);
            subscriber.onSubscribe(tail);
            tail.begin();
        };
    }

    /** There is more to read. Cheap while nobody waits. */
    public void wake() {
        if (waiting.isEmpty()) {
            return;
        }
        for (Tail tail : waiting.toArray(new Tail[0])) {
            if (waiting.remove(tail)) {
                tail.schedule();
            }
        }
    }

    /** All subscribers have been handed what lies below; {@link Long#MAX_VALUE} if there are none. */
    public long lowest() {
        long lowest = Long.MAX_VALUE;
        for (Tail tail : open) {
            lowest = Math.min(lowest, tail.position());
        }
        return lowest;
    }

    /** Ends all tails, and those to come, with an error. The executor may then be shut down. */
    public void close() {
        closed = true;
        List<Tail> rest = new ArrayList<>(open);
        rest.forEach(Tail::schedule);
    }

    boolean isClosed() {
        return closed;
    }

    StorageException closedError() {
        return new StorageException(Kind.CLOSED, "the storage is closed");
    }

    void execute(Runnable step) {
        executor.execute(step);
    }

    /** Whether there is nothing to read at an offset; the tail is then woken when there is. */
    boolean awaitsMore(Tail tail, long offset) {
        if (offset < log.nextOffset()) {
            return false;
        }
        waiting.add(tail);
        return (offset >= log.nextOffset() && !closed) || !waiting.remove(tail);
    }

    CompletionStage<RecordPage> read(long offset) {
        return log.read(new ReadRequest(offset, TopicSelection.ALL, maxRecords, maxBytes));
    }

    void forget(Tail tail) {
        open.remove(tail);
        waiting.remove(tail);
    }
}
