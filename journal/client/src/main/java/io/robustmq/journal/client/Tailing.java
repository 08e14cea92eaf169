package io.robustmq.journal.client;

import io.grpc.stub.StreamObserver;
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
 * Follows shards of one group over one stream. When the leader is lost it goes on with the next, behind what was handed over. As much is on its
 * way as was granted.
 *
 * <p>Thread-safe.
 */
public final class Tailing implements AutoCloseable {
    private static final long GRANT_BYTES = 4 << 20;

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
            now.requests.onNext(begin(more).build());
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
        begun.requests = JournalGrpc.newStub(channels.of(leader)).tail(begun);
        begun.requests.onNext(begin(positions).setGrantBytes(GRANT_BYTES).build());
    }

    private void received(Stream from, TailResponse response) {
        synchronized (this) {
            if (from != stream) {
                return;
            }
            positions.computeIfPresent(
                    response.getShard().getShard(), (shard, at) -> Math.max(at, response.getNextOffset()));
        }
        listener.onRecords(response);
        synchronized (this) {
            if (from == stream) {
                from.requests.onNext(TailRequest.newBuilder()
                        .setGrantBytes(response.getBytes())
                        .build());
            }
        }
    }

    private void ended(Stream from, Throwable fault) {
        synchronized (this) {
            if (from != stream || closed) {
                return;
            }
            stream = null;
            JournalError error = Faults.of(fault);
            leaders.wrong(group, from.leader, error.getLeaderAddress());
            later();
        }
        listener.onInterrupted();
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
            try {
                old.requests.onCompleted();
            } catch (IllegalStateException ended) {
                // It has ended by itself.
            }
        }
    }

    private final class Stream implements StreamObserver<TailResponse> {
        private final String leader;
        private StreamObserver<TailRequest> requests = NOBODY;

        Stream(String leader) {
            this.leader = leader;
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

    private static final StreamObserver<TailRequest> NOBODY = new StreamObserver<>() {
        @Override
        public void onNext(TailRequest request) {}

        @Override
        public void onError(Throwable fault) {}

        @Override
        public void onCompleted() {}
    };
}
