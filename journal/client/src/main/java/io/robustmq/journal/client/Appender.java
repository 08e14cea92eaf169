package io.robustmq.journal.client;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.robustmq.journal.api.Limits;
import io.robustmq.journal.api.v1.AppendRequest;
import io.robustmq.journal.api.v1.AppendResponse;
import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.api.v1.JournalError;
import io.robustmq.journal.api.v1.JournalGrpc;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one shard, in order and once: at most {@value Limits#REMEMBERED} requests are on their way; when a leader is lost they are sent again, in
 * their order and with their numbers, to the next.
 *
 * <p>When the first of them is not answered in time it is given up, and with it all behind it that was asked for: it may have been
 * made, or not, and will not be any more once a later one has been.
 *
 * <p>Thread-safe.
 */
public final class Appender implements AutoCloseable {
    private static final int LOOKS_AN_ATTEMPT = 8;

    private final ShardRef shard;
    private final ClientSettings settings;
    private final Channels channels;
    private final Leaders leaders;
    private final ScheduledExecutorService clock;
    private final ByteString producer =
            ByteString.copyFromUtf8(UUID.randomUUID().toString());

    /** Not answered, oldest first; the first {@link #sent} of them are on their way. Guarded by this. */
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();

    /** Answers that came before that of the first; by sequence. */
    private final TreeMap<Long, Appended> early = new TreeMap<>();

    private int sent;
    private long sequence;

    /** The next request that is made new says that those before it are given up. */
    private boolean gap;

    private State state = State.IDLE;
    private int attempt;
    private @Nullable Stream stream;
    private @Nullable JournalError lastError;
    private boolean closed;

    private enum State {
        /** There is no stream, nor need for one. */
        IDLE,
        /** The leader is looked for, or is waited for. */
        FINDING,
        /** Requests are sent as they come. */
        STREAMING
    }

    private record Pending(AppendRequest request, CompletableFuture<Appended> answer, long deadlineNanos) {}

    Appender(
            ShardRef shard,
            ClientSettings settings,
            Channels channels,
            Leaders leaders,
            ScheduledExecutorService clock) {
        this.shard = shard;
        this.settings = settings;
        this.channels = channels;
        this.leaders = leaders;
        this.clock = clock;
    }

    /** Has some writes made, each by itself; they are answered together. */
    public CompletableFuture<Appended> append(List<Write> writes) {
        CompletableFuture<Appended> answer = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                answer.completeExceptionally(JournalException.closed());
                return answer;
            }
            AppendRequest request = AppendRequest.newBuilder()
                    .setShard(shard)
                    .setProducer(producer)
                    .setSequence(++sequence)
                    .setGap(gap)
                    .addAllWrites(writes)
                    .build();
            if (request.getSerializedSize() > Limits.APPEND_BYTES) {
                sequence--;
                answer.completeExceptionally(JournalException.of(
                        Reason.TOO_LARGE,
                        "a request of " + request.getSerializedSize() + " bytes; at most " + Limits.APPEND_BYTES,
                        false));
                return answer;
            }
            gap = false;
            pending.add(new Pending(
                    request, answer, System.nanoTime() + settings.patience().toNanos()));
            if (pending.size() == 1) {
                later(settings.patience().toMillis(), this::giveUpLate);
            }
            pump();
        }
        return answer;
    }

    private void later(long millis, Runnable task) {
        try {
            clock.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            // The client is closed; whoever waits is told by close().
        }
    }

    /** The caller holds the lock. */
    private void pump() {
        switch (state) {
            case IDLE -> {
                state = State.FINDING;
                int now = ++attempt;
                leaders.of(shard.getGroup()).whenComplete((leader, lost) -> found(now, leader, lost));
            }
            case FINDING -> {}
            case STREAMING -> {
                Stream to = stream;
                if (to == null) {
                    return;
                }
                int place = 0;
                for (Pending next : pending) {
                    if (place++ < sent) {
                        continue;
                    }
                    if (sent >= Limits.REMEMBERED) {
                        return;
                    }
                    sent++;
                    to.requests.onNext(next.request());
                }
            }
        }
    }

    private synchronized void found(int of, @Nullable String leader, @Nullable Throwable lost) {
        if (of != attempt || closed) {
            return;
        }
        if (leader == null) {
            retry(Faults.of(lost == null ? JournalException.closed() : lost));
            return;
        }
        Stream begun = new Stream(of, leader);
        stream = begun;
        sent = 0;
        state = State.STREAMING;
        begun.requests = JournalGrpc.newStub(channels.of(leader)).append(begun);
        lookLater(begun, firstSequence(), System.nanoTime());
        pump();
    }

    private synchronized long firstSequence() {
        return pending.isEmpty() ? 0 : pending.getFirst().request().getSequence();
    }

    /**
     * A leader that does not answer within an attempt is looked for anew.
     *
     * @param first what was to be answered next at {@code sinceNanos}, and at every look since; 0 for nothing
     */
    private synchronized void overdue(Stream of, long first, long sinceNanos) {
        if (stream != of || closed) {
            return;
        }
        long sequence = firstSequence();
        long now = System.nanoTime();
        if (first == 0 || sequence != first) {
            lookLater(of, sequence, now);
        } else if (now - sinceNanos < settings.attempt().toNanos()) {
            lookLater(of, first, sinceNanos);
        } else {
            leaders.wrong(shard.getGroup(), of.leader, "");
            retry(JournalError.newBuilder()
                    .setReason(Reason.OUTCOME_UNKNOWN)
                    .setMessage(of.leader + " does not answer")
                    .build());
        }
    }

    private void lookLater(Stream of, long first, long sinceNanos) {
        later(Math.max(1, settings.attempt().toMillis() / LOOKS_AN_ATTEMPT), () -> overdue(of, first, sinceNanos));
    }

    /** Everything again from the first on, after a pause. The caller holds the lock. */
    private void retry(JournalError why) {
        lastError = why;
        Stream old = stream;
        stream = null;
        sent = 0;
        state = State.FINDING;
        int now = ++attempt;
        if (old != null) {
            old.abandon();
        }
        later(settings.pause().toMillis(), () -> goOn(now));
    }

    private synchronized void goOn(int of) {
        if (of == attempt && !closed) {
            state = State.IDLE;
            if (!pending.isEmpty()) {
                pump();
            }
        }
    }

    private void answered(Stream from, AppendResponse response) {
        List<Runnable> done = new ArrayList<>();
        synchronized (this) {
            if (response.hasAppended()) {
                take(response, done);
            } else if (from == stream) {
                failed(from, response);
            }
        }
        done.forEach(Runnable::run);
    }

    /** In order, whatever the order of answers. The caller holds the lock. */
    private void take(AppendResponse response, List<Runnable> done) {
        if (response.getSequence() < firstSequence()) {
            return; // it was answered by another stream
        }
        early.put(response.getSequence(), response.getAppended());
        for (Pending first = pending.peek(); first != null; first = pending.peek()) {
            Appended appended = early.remove(first.request().getSequence());
            if (appended == null) {
                break;
            }
            Pending answered = pending.remove();
            sent = Math.max(0, sent - 1);
            done.add(() -> answered.answer().complete(appended));
        }
        if (pending.isEmpty()) {
            early.clear();
        } else {
            pump();
        }
    }

    private void failed(Stream from, AppendResponse response) {
        JournalError error = response.getError();
        boolean isFirst = firstSequence() == response.getSequence();
        if (!isFirst && error.getReason() == Reason.OUT_OF_SEQUENCE) {
            return; // one before it has failed, too, or will be answered
        }
        if (Faults.mayPass(error.getReason())) {
            if (error.getReason() == Reason.NOT_LEADER || error.getReason() == Reason.UNKNOWN_SHARD) {
                leaders.wrong(shard.getGroup(), from.leader, error.getLeaderAddress());
            }
            retry(error);
        } else if (isFirst) {
            giveUp(new JournalException(error, error.getReason() == Reason.OUT_OF_SEQUENCE));
        } else {
            retry(error);
        }
    }

    private void ended(Stream from, Throwable fault) {
        synchronized (this) {
            if (from == stream && !closed) {
                leaders.wrong(shard.getGroup(), from.leader, "");
                retry(Faults.of(fault));
            }
        }
    }

    private void giveUpLate() {
        synchronized (this) {
            Pending first = pending.peek();
            if (first == null || closed) {
                return;
            }
            long left = first.deadlineNanos() - System.nanoTime();
            if (left > 0) {
                later(TimeUnit.NANOSECONDS.toMillis(left) + 1, this::giveUpLate);
                return;
            }
            JournalError why = lastError == null
                    ? JournalError.newBuilder()
                            .setReason(Reason.OUTCOME_UNKNOWN)
                            .setMessage("no answer within " + settings.patience())
                            .build()
                    : lastError;
            giveUp(new JournalException(why, true));
        }
    }

    /** All that was asked for fails; who waits is told on another thread. The caller holds the lock. */
    private void giveUp(JournalException why) {
        List<Pending> all = List.copyOf(pending);
        pending.clear();
        early.clear();
        gap = true;
        retry(why.error());
        Thread.startVirtualThread(() -> all.forEach(one -> one.answer().completeExceptionally(why)));
    }

    /** What was not answered fails. */
    @Override
    public void close() {
        List<Pending> all;
        Stream old;
        synchronized (this) {
            closed = true;
            all = List.copyOf(pending);
            pending.clear();
            old = stream;
            stream = null;
        }
        if (old != null) {
            old.abandon();
        }
        all.forEach(one -> one.answer().completeExceptionally(JournalException.closed()));
    }

    /** One stream to one leader. */
    private final class Stream implements StreamObserver<AppendResponse> {
        private final int of;
        private final String leader;
        private StreamObserver<AppendRequest> requests = NOBODY;

        Stream(int of, String leader) {
            this.of = of;
            this.leader = leader;
        }

        @Override
        public void onNext(AppendResponse response) {
            answered(this, response);
        }

        @Override
        public void onError(Throwable fault) {
            ended(this, fault);
        }

        @Override
        public void onCompleted() {
            ended(this, JournalException.of(Reason.SHUTTING_DOWN, leader + " has ended the stream " + of, true));
        }

        void abandon() {
            try {
                requests.onCompleted();
            } catch (IllegalStateException ended) {
                // It has ended by itself.
            }
        }
    }

    private static final StreamObserver<AppendRequest> NOBODY = new StreamObserver<>() {
        @Override
        public void onNext(AppendRequest request) {}

        @Override
        public void onError(Throwable fault) {}

        @Override
        public void onCompleted() {}
    };
}
