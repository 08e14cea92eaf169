package io.robustmq.placement.client;

import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.client.call.Answer;
import io.robustmq.placement.client.call.Caller;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.call.Rpc;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.session.NodeSession;
import io.robustmq.placement.client.session.SessionListener;
import io.robustmq.placement.client.watch.WatchListener;
import io.robustmq.placement.client.watch.Watching;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What brokers and journal nodes speak to the placement centre with.
 *
 * <pre>{@code
 * try (PlacementClient client = PlacementClient.open(ClientSettings.of(List.of("10.0.0.1:1228", "10.0.0.2:1228")))) {
 *     client.call(Rpc.GET, request).thenAccept(...);             // reads: tried until patience is over
 *     client.call(Rpc.WRITE, request).thenAccept(...);           // commands: under one key over all tries
 *     Watching watching = client.watch(Set.of(Kind.CONFIG), "", listener);
 *     NodeSession session = client.register(node, sessionListener);
 * }
 * }</pre>
 *
 * <p>Safe for threads; one a process is enough. Nothing here blocks. Stages complete on virtual threads, and fail with
 * {@link PlacementException} alone.
 */
public final class PlacementClient implements AutoCloseable {

    private final Caller caller;
    private final List<NodeSession> sessions = new CopyOnWriteArrayList<>();
    private final List<Watching> watches = new CopyOnWriteArrayList<>();

    private PlacementClient(Caller caller) {
        this.caller = caller;
    }

    /** Connects when there is something to ask; fails never. */
    public static PlacementClient open(ClientSettings settings) {
        return new PlacementClient(new Caller(settings));
    }

    /** Calls. A command goes under a key made for it, over all its tries; a key in its header is overwritten. */
    public <Q, A> CompletionStage<A> call(Rpc<Q, A> rpc, Q request) {
        return call(rpc, request, Caller.freshKey());
    }

    /**
     * Calls under the caller's key: to send again what an earlier call left unknown.
     *
     * @param idempotencyKey 1 to 64 of {@code A-Z a-z 0-9 . _ -}; reads have none
     */
    public <Q, A> CompletionStage<A> call(Rpc<Q, A> rpc, Q request, String idempotencyKey) {
        return Answer.message(caller.call(rpc, request, idempotencyKey, caller.limits()));
    }

    /**
     * Follows the state: a whole image first, then every change.
     *
     * @param kinds empty for every kind
     * @param tenant empty for every tenant; kinds that belong to none are not concerned
     */
    public Watching watch(Set<Kind> kinds, String tenant, WatchListener listener) {
        Watching watching = Watching.open(caller, kinds, tenant, listener);
        watches.removeIf(Watching::isClosed);
        watches.add(watching);
        return watching;
    }

    /**
     * Registers this node and keeps it alive.
     *
     * @param node who it is; its header is not looked at, its cluster id is the data folder's
     */
    public NodeSession register(RegisterRequest node, SessionListener listener) {
        NodeSession session = NodeSession.open(caller, node, listener);
        sessions.add(session);
        return session;
    }

    /**
     * Ends sessions (their leases run out: {@link NodeSession#unregister} before), then watches, then fails what is under way, then
     * closes the connections. Does not wait, and may be called again.
     */
    @Override
    public void close() {
        sessions.forEach(NodeSession::close);
        watches.forEach(Watching::close);
        caller.close();
    }
}
