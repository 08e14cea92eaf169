package io.robustmq.placement.client.call;

import io.grpc.ManagedChannel;
import io.robustmq.placement.api.v1.StatusRequest;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.leader.LeaderFinder;
import io.robustmq.placement.client.retry.Backoff;
import io.robustmq.placement.client.retry.RetryRule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Calls the placement centre: finds the member, tries again what may be tried again, and knows of members what it was not told.
 *
 * <p>One thread keeps time and never runs what callers bring; answers come on virtual threads, one a call, so that whoever blocks there
 * holds up nobody else. Safe for threads.
 */
public final class Caller implements AutoCloseable {

    private static final long AVOID_NANOS = 1_000_000_000;
    private static final long LEARN_EVERY_SECONDS = 30;

    private final ClientSettings settings;
    private final RetryRule rule;
    private final Limits limits;
    private final Executor workers = Thread.ofVirtual().name("placement-client-", 0)::start;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("placement-client-timer").daemon().factory());
    private final Channels channels;
    private final Members members;
    private final Set<OneCall<?, ?>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public Caller(ClientSettings settings) {
        this.settings = settings;
        this.rule = new RetryRule(new Backoff(
                settings.firstBackoff().toNanos(), settings.longestBackoff().toNanos()));
        this.limits =
                new Limits(settings.tryTimeout().toNanos(), settings.patience().toNanos());
        this.channels = new Channels(Math.toIntExact(settings.connectTimeout().toMillis()), workers);
        int start = ThreadLocalRandom.current().nextInt(settings.addresses().size());
        this.members = new Members(new LeaderFinder(settings.addresses(), AVOID_NANOS, start), this::nanoTime);
        timer.setRemoveOnCancelPolicy(true);
        timer.scheduleWithFixedDelay(this::learn, 0, LEARN_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Calls with the limits of the settings, under a fresh key if it is a command. */
    public <Q, A> CompletableFuture<Answer<A>> call(Rpc<Q, A> rpc, Q request) {
        return call(rpc, request, freshKey(), limits);
    }

    /**
     * Calls.
     *
     * @param idempotencyKey of commands; reads have none
     * @return fails with {@link PlacementException} alone
     */
    public <Q, A> CompletableFuture<Answer<A>> call(Rpc<Q, A> rpc, Q request, String idempotencyKey, Limits within) {
        OneCall<Q, A> call = new OneCall<>(this, rpc, rpc.under(idempotencyKey, request), within);
        underWay.add(call);
        CompletableFuture<Answer<A>> result = call.result().whenComplete((answer, fault) -> underWay.remove(call));
        if (closed) {
            call.onClosed();
        } else {
            call.attempt();
        }
        return result;
    }

    public boolean isClosed() {
        return closed;
    }

    /** A key for one command. */
    public static String freshKey() {
        return UUID.randomUUID().toString();
    }

    public ClientSettings settings() {
        return settings;
    }

    public Limits limits() {
        return limits;
    }

    /** The monotonic clock. */
    public long nanoTime() {
        return System.nanoTime();
    }

    /** How long to wait after so many failures in a row. */
    public long backoffNanos(int failures) {
        return rule.backoff().nanos(failures, ThreadLocalRandom.current().nextDouble());
    }

    /** Runs something short later, on the thread that keeps time; never if the client closes before. */
    public void later(Runnable task, long afterNanos) {
        try {
            timer.schedule(task, Math.max(0, afterNanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            // Closed: whoever waits is told by that.
        }
    }

    /** Where what callers bring is run, each task on its own virtual thread. */
    public Executor workers() {
        return workers;
    }

    /** A member, in turn: whom to watch at. */
    public String anyMember() {
        return members.next();
    }

    public ManagedChannel channel(String address) {
        return channels.of(address);
    }

    public void onAnswered(String address) {
        members.onAnswered(address);
    }

    public void onFailed(String address) {
        members.onFailed(address);
    }

    Members members() {
        return members;
    }

    Channels channels() {
        return channels;
    }

    RetryRule rule() {
        return rule;
    }

    /** A member has done what only a leader does: a new one knows best who the members are. */
    void onLed(String address) {
        if (members.onLed(address)) {
            later(this::learn, 0);
        }
    }

    private void learn() {
        long patience = Duration.ofSeconds(LEARN_EVERY_SECONDS).toNanos() / 2;
        call(Rpc.STATUS, StatusRequest.getDefaultInstance(), "", new Limits(limits.tryNanos(), patience))
                .thenAccept(answer -> {
                    List<String> said = answer.message().getMembersList().stream()
                            .map(status -> status.getMember().getClientAddress())
                            .filter(address -> !address.isEmpty())
                            .toList();
                    channels.keep(members.onMembers(said));
                });
    }

    /** Fails what is under way, and closes the connections. Does not wait. Calls after that fail. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        List.copyOf(underWay).forEach(call -> workers.execute(call::onClosed));
        channels.close();
    }
}
