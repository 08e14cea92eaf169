package io.robustmq.broker.server.cluster;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.broker.api.v1.Accepted;
import io.robustmq.broker.api.v1.Batch;
import io.robustmq.broker.api.v1.Hello;
import io.robustmq.broker.core.forward.ForwardBatch;
import io.robustmq.broker.core.forward.PeerBacklog;
import io.robustmq.broker.core.forward.PeerLink;
import io.robustmq.broker.core.message.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to one other broker: what lanes hand over is put together to numbered batches, which are kept until the
 * other has taken them over, and sent again if the stream breaks before.
 *
 * <p>All that waits is limited in bytes; see {@code cluster.peer_bytes}.
 */
final class ForwardStream extends PeerStream<Batch, Accepted> implements PeerLink {
    /** A batch is closed when it has so many bytes or messages. */
    private static final long BATCH_BYTES = 256 << 10;

    private static final int BATCH_MESSAGES = 4_096;

    /** So many bytes are sent before the first of them is accepted. */
    private static final long WINDOW_BYTES = 8 << 20;

    private static final int SLOW_AT = 2;
    private static final int FULL_AT = 4;

    private final Queue<ForwardBatch> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean behind = new AtomicBoolean();
    private final PeerChannel channel;
    private final Hello hello;
    private final PeerBacklog backlog;
    private final ClusterCounters counters;
    private final long limit;
    private final Deque<Sent> unaccepted = new ArrayDeque<>();
    private final Deque<Sent> again = new ArrayDeque<>();
    private long unacceptedBytes;
    private long lastNumber;
    private @Nullable ForwardBatch open;
    private int taken;
    private volatile boolean connected;
    private volatile boolean ended;

    /** @param limit bytes that may wait */
    ForwardStream(
            PeerChannel channel,
            Hello hello,
            PeerBacklog backlog,
            long limit,
            ScheduledExecutorService timer,
            Executor workers,
            ClusterCounters counters) {
        super(timer, workers, counters);
        this.channel = channel;
        this.hello = hello;
        this.backlog = backlog;
        this.limit = limit;
        this.counters = counters;
    }

    private record Sent(Batch batch, long bytes) {}

    // ---- from the lanes

    @Override
    public void send(ForwardBatch batch) {
        long waiting = bytes.get();
        ForwardBatch kept = batch;
        if (ended || waiting >= FULL_AT * limit) {
            kept = only(batch, _ -> false);
        } else if (waiting >= limit) {
            kept = only(batch, qos -> qos > 0);
        }
        if (kept.size() > 0) {
            bytes.addAndGet(kept.bytes());
            queue.add(kept);
            judge();
            wake();
        }
    }

    private ForwardBatch only(ForwardBatch batch, IntPredicate qos) {
        ForwardBatch kept = new ForwardBatch();
        for (int i = 0; i < batch.size(); i++) {
            Message message = batch.message(i);
            if (qos.test(message.qos())) {
                kept.add(message, batch.addressees(i));
            } else {
                dropped(message.qos());
            }
        }
        return kept;
    }

    private void dropped(int qos) {
        (qos == 0 ? counters.droppedQos0 : counters.dropped).increment();
    }

    /** Says whether publishers are to be read more slowly for this broker's sake: not for one that cannot be reached. */
    private void judge() {
        boolean now = connected && bytes.get() >= SLOW_AT * limit;
        if (behind.compareAndSet(!now, now)) {
            backlog.changes(now ? 1 : -1);
        }
    }

    /** About the bytes that wait, or are not accepted yet. */
    long waitingBytes() {
        return bytes.get();
    }

    // ---- the stream

    @Override
    void open(StreamObserver<Accepted> answers) {
        var unused = channel.stub().forward(answers);
    }

    @Override
    Batch hello() {
        return Batch.newBuilder().setHello(hello).build();
    }

    @Override
    void onWelcome(Accepted answer) {
        onAnswer(answer);
        again.clear();
        again.addAll(unaccepted);
        connected = true;
        judge();
    }

    @Override
    void onAnswer(Accepted answer) {
        Sent first = unaccepted.peekFirst();
        while (first != null && first.batch().getNumber() <= answer.getNumber()) {
            unaccepted.removeFirst();
            unacceptedBytes -= first.bytes();
            bytes.addAndGet(-first.bytes());
            first = unaccepted.peekFirst();
        }
        judge();
    }

    @Override
    void onParted() {
        connected = false;
        judge();
    }

    @Override
    void fill(ClientCallStreamObserver<Batch> out) {
        while (out.isReady()) {
            Sent next = again.pollFirst();
            if (next == null && unacceptedBytes < WINDOW_BYTES) {
                next = gather();
            }
            if (next == null) {
                return;
            }
            out.onNext(next.batch());
            counters.batchesSent.increment();
        }
    }

    /** Returns the next batch of what waits, or null if nothing does. */
    private @Nullable Sent gather() {
        Batch.Builder batch = Batch.newBuilder();
        long size = 0;
        long now = System.currentTimeMillis();
        while (size < BATCH_BYTES && batch.getPublicationsCount() < BATCH_MESSAGES) {
            ForwardBatch from = open;
            if (from == null) {
                from = queue.poll();
                taken = 0;
            }
            if (from == null) {
                break;
            }
            Message message = from.message(taken);
            batch.addPublications(Publications.of(message, from.addressees(taken), now));
            size += ForwardBatch.bytes(message);
            taken++;
            open = taken == from.size() ? null : from;
        }
        if (size == 0) {
            return null;
        }
        lastNumber++;
        Sent sent = new Sent(batch.setNumber(lastNumber).build(), size);
        counters.forwarded.add(sent.batch().getPublicationsCount());
        unaccepted.addLast(sent);
        unacceptedBytes += size;
        return sent;
    }

    /** The broker is gone: what waits for it has nowhere to go. */
    void end() {
        ended = true;
        close();
        synchronized (this) {
            for (Sent sent : unaccepted) {
                sent.batch().getPublicationsList().forEach(publication -> dropped(publication.getQos()));
            }
            unaccepted.clear();
            again.clear();
            for (int i = taken; open != null && i < open.size(); i++) {
                dropped(open.message(i).qos());
            }
            open = null;
            for (ForwardBatch batch = queue.poll(); batch != null; batch = queue.poll()) {
                only(batch, _ -> false);
            }
        }
    }
}
