package io.robustmq.journal.client;

import io.grpc.stub.StreamObserver;
import io.robustmq.journal.api.v1.GetRequest;
import io.robustmq.journal.api.v1.GetResponse;
import io.robustmq.journal.api.v1.JournalError;
import io.robustmq.journal.api.v1.JournalGrpc;
import io.robustmq.journal.api.v1.JournalGrpc.JournalStub;
import io.robustmq.journal.api.v1.LastRequest;
import io.robustmq.journal.api.v1.LastResponse;
import io.robustmq.journal.api.v1.OffsetAtRequest;
import io.robustmq.journal.api.v1.OffsetAtResponse;
import io.robustmq.journal.api.v1.PageRequest;
import io.robustmq.journal.api.v1.PageResponse;
import io.robustmq.journal.api.v1.ReadRequest;
import io.robustmq.journal.api.v1.ReadResponse;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.ShardsRequest;
import io.robustmq.journal.api.v1.ShardsResponse;
import io.robustmq.journal.api.v1.StatusResponse;
import io.robustmq.journal.api.v1.TrimRequest;
import io.robustmq.journal.api.v1.TrimResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks journal servers. What fails because nobody leads, or whoever did is away, is tried again until patience is at an end.
 *
 * <p>Thread-safe. Stages complete on threads of gRPC or of the client: do little there. They fail with {@link JournalException}.
 */
public final class JournalClient implements AutoCloseable {
    private final ClientSettings settings;
    private final Channels channels = new Channels();
    private final Leaders leaders;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("journal-client").daemon().factory());
    private volatile boolean closed;

    public JournalClient(ClientSettings settings) {
        this.settings = settings;
        this.leaders = new Leaders(settings, channels);
    }

    public ClientSettings settings() {
        return settings;
    }

    /** Writes to a shard; one is enough for as long as the client lives. */
    public Appender appender(ShardRef shard) {
        return new Appender(shard, settings, channels, leaders, clock);
    }

    /** Follows shards of a group. */
    public Tailing tail(String group, TailListener listener) {
        return new Tailing(group, listener, settings, channels, leaders, clock);
    }

    public CompletableFuture<ReadResponse> read(ReadRequest request) {
        return call(request.getShard(), (stub, answer) -> stub.read(request, answer));
    }

    public CompletableFuture<GetResponse> get(GetRequest request) {
        return call(request.getShard(), (stub, answer) -> stub.get(request, answer));
    }

    public CompletableFuture<PageResponse> page(PageRequest request) {
        return call(request.getShard(), (stub, answer) -> stub.page(request, answer));
    }

    public CompletableFuture<OffsetAtResponse> offsetAt(OffsetAtRequest request) {
        return call(request.getShard(), (stub, answer) -> stub.offsetAt(request, answer));
    }

    public CompletableFuture<LastResponse> last(LastRequest request) {
        return call(request.getShard(), (stub, answer) -> stub.last(request, answer));
    }

    /** May be made twice, which is the same as once. */
    public CompletableFuture<TrimResponse> trim(TrimRequest request) {
        return call(request.getShard(), (stub, answer) -> stub.trim(request, answer));
    }

    /** Which group carries each shard, as soon as a server knows. */
    public CompletableFuture<ShardsResponse> shards() {
        CompletableFuture<ShardsResponse> result = new CompletableFuture<>();
        askForShards(0, System.nanoTime() + settings.patience().toNanos(), result);
        return result;
    }

    private void askForShards(int attempt, long deadlineNanos, CompletableFuture<ShardsResponse> result) {
        if (closed) {
            result.completeExceptionally(JournalException.closed());
            return;
        }
        String server = settings.servers().get(attempt % settings.servers().size());
        Answer<ShardsResponse> answer = new Answer<>();
        JournalGrpc.newStub(channels.of(server))
                .withDeadlineAfter(settings.attempt().toMillis(), TimeUnit.MILLISECONDS)
                .shards(ShardsRequest.getDefaultInstance(), answer);
        answer.future().whenComplete((said, fault) -> {
            if (fault == null && said.getShardsCount() + said.getGroupsCount() > 0) {
                result.complete(said);
            } else if (closed || System.nanoTime() - deadlineNanos > 0) {
                result.completeExceptionally(
                        JournalException.of(Reason.UNKNOWN_SHARD, "no server says which groups there are", false));
            } else {
                clock.schedule(
                        () -> askForShards(attempt + 1, deadlineNanos, result),
                        settings.pause().toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        });
    }

    /** What one server knows. */
    public CompletableFuture<StatusResponse> status(String server) {
        return leaders.statusOf(server);
    }

    /** One call, of something that may be asked twice. */
    private interface Call<T> {
        void make(JournalStub stub, StreamObserver<T> answer);
    }

    private <T> CompletableFuture<T> call(ShardRef shard, Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        attempt(shard.getGroup(), call, System.nanoTime() + settings.patience().toNanos(), result);
        return result;
    }

    private <T> void attempt(String group, Call<T> call, long deadlineNanos, CompletableFuture<T> result) {
        if (closed) {
            result.completeExceptionally(JournalException.closed());
            return;
        }
        leaders.of(group).whenComplete((leader, lost) -> {
            if (lost != null) {
                again(group, call, deadlineNanos, result, Faults.of(lost));
                return;
            }
            Answer<T> answer = new Answer<>();
            call.make(
                    JournalGrpc.newStub(channels.of(leader))
                            .withDeadlineAfter(settings.attempt().toMillis(), TimeUnit.MILLISECONDS),
                    answer);
            answer.future().whenComplete((value, fault) -> {
                if (fault == null) {
                    result.complete(value);
                    return;
                }
                JournalError error = Faults.of(fault);
                leaders.wrong(group, leader, error.getLeaderAddress());
                again(group, call, deadlineNanos, result, error);
            });
        });
    }

    private <T> void again(
            String group, Call<T> call, long deadlineNanos, CompletableFuture<T> result, JournalError error) {
        boolean late = System.nanoTime() + settings.pause().toNanos() - deadlineNanos > 0;
        if (closed || late || !Faults.mayPass(error.getReason())) {
            result.completeExceptionally(closed ? JournalException.closed() : new JournalException(error, true));
            return;
        }
        clock.schedule(
                () -> attempt(group, call, deadlineNanos, result),
                settings.pause().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Gives up what is asked. Close appenders and tails first. */
    @Override
    public void close() {
        closed = true;
        channels.close();
        clock.shutdown();
    }
}
