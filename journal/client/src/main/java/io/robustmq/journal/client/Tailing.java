package io.robustmq.journal.client;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.robustmq.journal.api.v1.JournalError;
import io.robustmq.journal.api.v1.JournalGrpc;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.TailRequest;
import io.robustmq.journal.api.v1.TailResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows shards of one group over one stream. When the leader is lost it goes on with the next, behind what was handed over; when nothing comes
 * for a while it is asked whether it leads, since who is cut off, or stopped, ends no stream. As much is on its way as was granted.
 *
 * <p>Thread-safe.
 */
public final class Tailing implements AutoCloseable {
    private static final long GRANT_BYTES = 4 << 20;

    /** When nothing has come for so long, the leader is asked whether it is one still: it may be cut off, or stopped. */
    private static final long LOOK_MILLIS = 500;

    private final String group;
    private final TailListener listener;
    private final ClientSettings settings;
    private final Channels channels;
    private final Leaders leaders;
    private final ScheduledExecutorService clock;

    /** Where each shard goes on. Guarded by this. */
    private final TreeMap<Integer, Long> positions = new TreeMap<>();

    private @Nullable Stream stream;
    private boolean finding;
    private boolean closed;

    Tailing(
            String group,
            TailListener listener,
            ClientSettings settings,
            Channels channels,
            Leaders leaders,
            ScheduledExecutorService clock) {
        this.group = group;
        this.listener = listener;
        this.settings = settings;
        this.channels = channels;
        this.leaders = leaders;
        this.clock = clock;
    }

    /**
     * Follows shards, too.
     *
     * @param more from which offset on, by shard; none of them is followed yet
     */
    public synchronized void follow(Map<Integer, Long> more) {
        positions.putAll(more);
        Stream now = stream;
        if (now != null) {
            now.say(begin(more).build());
        } else {
            find();
        }
    }

    private TailRequest.Builder begin(Map<Integer, Long> offsets) {
        TailRequest.Builder request = TailRequest.newBuilder();
        offsets.forEach((shard, offset) -> request.addBegin(from(shard, offset)));
        return request;
    }

    private TailRequest.From from(int shard, long offset) {
        return TailRequest.From.newBuilder()
                .setShard(ShardRef.newBuilder().setGroup(group).setShard(shard))
                .setOffset(offset)
                .build();
    }

    /** The caller holds the lock. */
    private void find() {
        if (finding || closed) {
            return;
        }
        finding = true;
        leaders.of(group).whenComplete((leader, lost) -> {
            synchronized (this) {
                finding = false;
                if (closed) {
                    return;
                }
                if (leader == null) {
                    later();
                } else {
                    begin(leader);
                }
            }
        });
    }

    private void later() {
        try {
            clock.schedule(
                    () -> {
                        synchronized (this) {
                            if (stream == null) {
                                find();
                            }
                        }
                    },
                    settings.pause().toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            // The client is closed.
        }
    }

    private void begin(String leader) {
        Stream begun = new Stream(leader);
        stream = begun;
        var unused = JournalGrpc.newStub(channels.of(leader)).tail(begun);
        begun.say(begin(positions).setGrantBytes(GRANT_BYTES).build());
        lookLater(begun);
    }

    private void lookLater(Stream at) {
        try {
            clock.schedule(() -> look(at), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            // The client is closed.
        }
    }

    private void look(Stream at) {
        long heard;
        synchronized (this) {
            if (at != stream || closed) {
                return;
            }
            heard = at.heard;
            boolean isSilent = heard == at.heardBefore;
            at.heardBefore = heard;
            if (!isSilent) {
                lookLater(at);
                return;
            }
        }
        leaders.isLed(group, at.leader).thenAccept(isLed -> {
            if (isLed) {
                lookLater(at);
            } else {
                leave(at, heard);
            }
        });
    }

    /** It does not answer, or does not lead: another does, or will. */
    private void leave(Stream silent, long heard) {
        boolean isLeft;
        synchronized (this) {
            // while the listener has records of it, those of another must not come
            isLeft = silent.heard == heard
                    && !silent.isTelling
                    && part(silent, JournalException.of(Reason.NOT_LEADER, silent.leader + " is silent", true));
        }
        if (isLeft) {
            silent.cancel();
            listener.onInterrupted();
        } else {
            lookLater(silent);
        }
    }

    private void received(Stream from, TailResponse response) {
        synchronized (this) {
            if (from != stream) {
                return;
            }
            from.heard++;
            from.isTelling = true;
            positions.computeIfPresent(
                    response.getShard().getShard(), (shard, at) -> Math.max(at, response.getNextOffset()));
        }
        listener.onRecords(response);
        synchronized (this) {
            from.isTelling = false;
            if (from == stream) {
                from.say(TailRequest.newBuilder()
                        .setGrantBytes(response.getBytes())
                        .build());
            }
        }
    }

    private void ended(Stream from, Throwable fault) {
        if (part(from, fault)) {
            listener.onInterrupted();
        }
    }

    /** Returns false if it was not followed any more. */
    private synchronized boolean part(Stream from, Throwable fault) {
        if (from != stream || closed) {
            return false;
        }
        stream = null;
        JournalError error = Faults.of(fault);
        leaders.wrong(group, from.leader, error.getLeaderAddress());
        later();
        return true;
    }

    @Override
    public void close() {
        Stream old;
        synchronized (this) {
            closed = true;
            old = stream;
            stream = null;
        }
        if (old != null) {
            old.finish();
        }
    }

    private final class Stream implements ClientResponseObserver<TailRequest, TailResponse> {
        private final String leader;
        private @Nullable ClientCallStreamObserver<TailRequest> requests;

        /** How often it was heard of; and as of the last look. Guarded by the tail. */
        private long heard;

        private long heardBefore;

        /** Whether the listener has records of it. */
        private boolean isTelling;

        Stream(String leader) {
            this.leader = leader;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<TailRequest> begun) {
            requests = begun;
        }

        void say(TailRequest request) {
            ClientCallStreamObserver<TailRequest> to = requests;
            if (to != null) {
                to.onNext(request);
            }
        }

        void cancel() {
            ClientCallStreamObserver<TailRequest> to = requests;
            if (to != null) {
                to.cancel(leader + " does not say that it leads", null);
            }
        }

        void finish() {
            ClientCallStreamObserver<TailRequest> to = requests;
            try {
                if (to != null) {
                    to.onCompleted();
                }
            } catch (IllegalStateException ended) {
                // It has ended by itself.
            }
        }

        @Override
        public void onNext(TailResponse response) {
            received(this, response);
        }

        @Override
        public void onError(Throwable fault) {
            ended(this, fault);
        }

        @Override
        public void onCompleted() {
            ended(this, JournalException.of(Reason.SHUTTING_DOWN, leader + " has ended the stream", true));
        }
    }
}
