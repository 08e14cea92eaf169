package io.robustmq.placement.client.session;

import io.robustmq.placement.api.Epoch;
import io.robustmq.placement.api.v1.DrainRequest;
import io.robustmq.placement.api.v1.DrainResponse;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.api.v1.HeartbeatRequest;
import io.robustmq.placement.api.v1.HeartbeatResponse;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.api.v1.RegisterResponse;
import io.robustmq.placement.api.v1.UnregisterRequest;
import io.robustmq.placement.api.v1.UnregisterResponse;
import io.robustmq.placement.client.call.Answer;
import io.robustmq.placement.client.call.Caller;
import io.robustmq.placement.client.call.InOrder;
import io.robustmq.placement.client.call.Limits;
import io.robustmq.placement.client.call.Rpc;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.lease.LeaseState;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One node's registration: made, kept alive by heartbeats at a third of the lease, and made anew with another epoch when it was lost.
 * {@link LeaseState} says how the lease is counted. Safe for threads.
 *
 * <p>Closing it leaves the lease to run out; {@link #unregister} ends it in order.
 */
public final class NodeSession implements AutoCloseable {

    /** A heartbeat is tried this often in a lease at least, if members hang. */
    private static final int TRIES_A_LEASE = 6;

    /**
     * A registration that nobody has answered yet. It is sent again under its key, so that it does not come late and fence the one after
     * it; and its lease is counted from when it was sent first.
     */
    private record Attempt(String key, long sentNanos) {}

    private final Caller caller;
    private final RegisterRequest node;
    private final SessionListener listener;
    private final Executor tell;
    private String clusterId;
    private @Nullable Attempt open;
    private int failures; // in a row, of registering and of what came right after
    private boolean leaving; // what is lost now stays lost
    private volatile LeaseState state = new LeaseState.Absent();

    /** @param node its key is ignored: every registration has its own */
    private NodeSession(Caller caller, RegisterRequest node, SessionListener listener) {
        this.caller = caller;
        this.node = node;
        this.listener = listener;
        this.clusterId = node.getClusterId();
        this.tell = new InOrder(caller.workers());
    }

    /**
     * Registers a node, as often as it takes.
     *
     * @param node who it is; its header is not looked at
     */
    public static NodeSession open(Caller caller, RegisterRequest node, SessionListener listener) {
        NodeSession session = new NodeSession(caller, node, listener);
        session.register();
        return session;
    }

    /**
     * Whether the node may serve at this moment. By the clock, so it is right also before {@link SessionListener#onLost} was told,
     * and after the process was stopped for a while.
     */
    public boolean mayServe() {
        return state instanceof LeaseState.Held held && held.mayServe(caller.nanoTime());
    }

    /** As {@link #mayServe()}, under one epoch and no later one. */
    public boolean mayServe(long epoch) {
        return state instanceof LeaseState.Held held
                && held.term().epoch().number() == epoch
                && held.mayServe(caller.nanoTime());
    }

    /** The epoch to act under; empty while the node may not serve. */
    public Optional<Epoch> epoch() {
        return state instanceof LeaseState.Held held && held.mayServe(caller.nanoTime())
                ? Optional.of(held.term().epoch())
                : Optional.empty();
    }

    /** From now on the node gets nothing new, and what it has moves away. */
    public CompletionStage<DrainResponse> drain() {
        return duty(false);
    }

    /** The node serves again. */
    public CompletionStage<DrainResponse> resume() {
        return duty(true);
    }

    private CompletionStage<DrainResponse> duty(boolean resume) {
        DrainRequest request = DrainRequest.newBuilder()
                .setNodeId(node.getNodeId())
                .setResume(resume)
                .build();
        return Answer.message(caller.call(Rpc.DRAIN, request));
    }

    /**
     * Has the node forgotten, once it serves no more; refused with IN_USE while replicas are on it, and then the session goes on. Without
     * a registration there is nothing to forget, and the session ends.
     */
    public CompletionStage<UnregisterResponse> unregister() {
        LeaseState.Term term;
        synchronized (this) {
            term = term();
            if (term == null) {
                close();
                return CompletableFuture.completedStage(UnregisterResponse.getDefaultInstance());
            }
            leaving = true;
        }
        UnregisterRequest request = UnregisterRequest.newBuilder()
                .setNodeId(node.getNodeId())
                .setEpoch(term.epoch().number())
                .build();
        return Answer.message(
                caller.call(Rpc.UNREGISTER, request).whenComplete((answer, fault) -> onUnregistered(fault == null)));
    }

    private synchronized void onUnregistered(boolean done) {
        if (done) {
            close();
        } else {
            leaving = false;
            register(); // if it was lost meanwhile
        }
    }

    /** Sends no more heartbeats; the listener hears nothing more. */
    @Override
    public synchronized void close() {
        state = new LeaseState.Ended();
    }

    private LeaseState.@Nullable Term term() {
        return switch (state) {
            case LeaseState.Absent _, LeaseState.Registering _, LeaseState.Ended _ -> null;
            case LeaseState.Confirming confirming -> confirming.term();
            case LeaseState.Held held -> held.term();
        };
    }

    private synchronized void register() {
        if (!(state instanceof LeaseState.Absent) || leaving) {
            return;
        }
        state = new LeaseState.Registering();
        RegisterRequest request = node.toBuilder().setClusterId(clusterId).build();
        Attempt attempt = Objects.requireNonNullElseGet(open, () -> new Attempt(Caller.freshKey(), caller.nanoTime()));
        open = attempt;
        caller.call(Rpc.REGISTER, request, attempt.key(), caller.limits()).whenComplete((answer, fault) -> {
            if (fault == null) {
                onRegistered(answer.message(), attempt.sentNanos());
            } else {
                onRegisterFailed(Answer.reason(fault));
            }
        });
    }

    private synchronized void onRegistered(RegisterResponse answer, long sentNanos) {
        if (!(state instanceof LeaseState.Registering)) {
            return;
        }
        open = null;
        clusterId = answer.getClusterId();
        state = LeaseState.registered(answer, sentNanos, caller.nanoTime());
        switch (state) {
            case LeaseState.Held held -> {
                tellHeld(held);
                schedule(held);
            }
            case LeaseState.Confirming confirming ->
                heartbeat(confirming.term(), confirming.term().leaseNanos());
            case LeaseState.Absent _, LeaseState.Registering _, LeaseState.Ended _ -> {}
        }
    }

    private synchronized void onRegisterFailed(PlacementException why) {
        if (!(state instanceof LeaseState.Registering)) {
            return;
        }
        state = new LeaseState.Absent();
        switch (why.kind()) {
            case UNAVAILABLE, FAULTY -> caller.later(this::register, caller.backoffNanos(++failures));
            case REFUSED, CLOSED -> end(why);
        }
    }

    private void tellHeld(LeaseState.Held held) {
        LeaseState.Term term = held.term();
        tell(() -> listener.onHeld(term.epoch(), term.clusterId(), term.duty()));
    }

    private void schedule(LeaseState.Held held) {
        long now = caller.nanoTime();
        caller.later(() -> onDue(held), held.heartbeatAtNanos() - now);
        caller.later(() -> onRunOut(held), held.serveUntilNanos() - now);
    }

    private synchronized void onDue(LeaseState.Held held) {
        if (state == held) {
            heartbeat(held.term(), held.serveUntilNanos() - caller.nanoTime());
        }
    }

    private synchronized void onRunOut(LeaseState.Held held) {
        if (state == held) {
            lose(held.term());
        }
    }

    /** @param patienceNanos after which the lease has run out anyhow */
    private void heartbeat(LeaseState.Term term, long patienceNanos) {
        HeartbeatRequest request = HeartbeatRequest.newBuilder()
                .setNodeId(node.getNodeId())
                .setEpoch(term.epoch().number())
                .build();
        long tryNanos = Math.min(caller.limits().tryNanos(), term.leaseNanos() / TRIES_A_LEASE);
        caller.call(Rpc.HEARTBEAT, request, "", new Limits(tryNanos, patienceNanos))
                .whenComplete((answer, fault) -> {
                    if (fault == null) {
                        onRenewed(term.epoch(), answer);
                    } else {
                        onHeartbeatFailed(term, Answer.reason(fault));
                    }
                });
    }

    private synchronized void onRenewed(Epoch epoch, Answer<HeartbeatResponse> answer) {
        LeaseState before = state;
        LeaseState.Term termBefore = term();
        state = before.renewed(epoch, answer.message(), answer.sentNanos(), caller.nanoTime());
        if (state == before || termBefore == null || !(state instanceof LeaseState.Held held)) {
            if (before instanceof LeaseState.Confirming confirming
                    && confirming.term().epoch().equals(epoch)) {
                heartbeat(confirming.term(), confirming.term().leaseNanos());
            }
            return;
        }
        failures = 0;
        schedule(held);
        Duty duty = held.term().duty();
        if (before instanceof LeaseState.Confirming) {
            tellHeld(held);
        } else if (duty != termBefore.duty()) {
            tell(() -> listener.onDuty(duty));
        }
    }

    private synchronized void onHeartbeatFailed(LeaseState.Term term, PlacementException why) {
        LeaseState.Term current = term();
        if (current == null || !current.epoch().equals(term.epoch())) {
            return;
        }
        switch (why.kind()) {
            case REFUSED -> {
                if (why.reason() == Reason.FENCED) {
                    end(why);
                } else {
                    lose(term);
                }
            }
            case FAULTY -> caller.later(() -> again(term), caller.backoffNanos(1));
            case UNAVAILABLE -> {
                if (state instanceof LeaseState.Confirming) {
                    lose(term);
                } // else onRunOut is due
            }
            case CLOSED -> end(why);
        }
    }

    private synchronized void again(LeaseState.Term term) {
        if (state instanceof LeaseState.Held held && held.term().equals(term)) {
            onDue(held);
        } else if (state instanceof LeaseState.Confirming confirming
                && confirming.term().equals(term)) {
            heartbeat(term, term.leaseNanos());
        }
    }

    private void lose(LeaseState.Term term) {
        boolean held = state instanceof LeaseState.Held;
        state = new LeaseState.Absent();
        if (held) {
            tell(() -> listener.onLost(term.epoch()));
        }
        caller.later(this::register, failures == 0 ? 0 : caller.backoffNanos(failures));
        failures++;
    }

    private void end(PlacementException why) {
        state = new LeaseState.Ended();
        tell.execute(() -> listener.onEnded(why));
    }

    private void tell(Runnable event) {
        tell.execute(() -> {
            if (!(state instanceof LeaseState.Ended)) {
                event.run();
            }
        });
    }
}
