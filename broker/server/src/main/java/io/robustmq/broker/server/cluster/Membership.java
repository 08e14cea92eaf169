package io.robustmq.broker.server.cluster;

import io.robustmq.broker.core.cluster.Member;
import io.robustmq.placement.api.Epoch;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.NodeRole;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.client.PlacementClient;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.image.WatchEvent;
import io.robustmq.placement.client.session.NodeIdentity;
import io.robustmq.placement.client.session.NodeSession;
import io.robustmq.placement.client.session.SessionListener;
import io.robustmq.placement.client.watch.WatchListener;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** This broker's registration with the placement centre, and the brokers it tells of. What is heard is passed on on one thread. */
final class Membership implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Membership.class);

    private final NodeIdentity identity;
    private final Executor thread;
    private final Listener listener;
    private final PlacementClient client;
    private final NodeSession session;

    /** On the thread. */
    private final LiveBrokers brokers = new LiveBrokers();

    private @Nullable Epoch epoch;
    private boolean isDrained;

    /** What of it concerns this broker. */
    interface Listener {
        /** These brokers are alive; {@code me} is this one among them, null while it may not serve. */
        void onAlive(Collection<Member> alive, @Nullable Member me);

        /**
         * This broker is to send its clients to others.
         *
         * @param others where they may go, as a Server Reference, or null
         */
        void onDrained(@Nullable String others);

        /** This broker may have clients, as long as it is not drained. */
        void onServing();
    }

    /**
     * Registers and watches.
     *
     * @param port of the services for other brokers
     * @param thread runs one after the other
     * @param listener hears of it on the thread
     */
    Membership(
            ClusterSettings settings,
            NodeIdentity identity,
            int port,
            String version,
            Executor thread,
            Listener listener) {
        this.identity = identity;
        this.thread = thread;
        this.listener = listener;
        this.client = PlacementClient.open(ClientSettings.of(settings.placement()));
        RegisterRequest.Builder request = RegisterRequest.newBuilder()
                .setNodeId(identity.nodeId())
                .setClusterId(identity.clusterId())
                .addRoles(NodeRole.BROKER)
                .putAddresses(LiveBrokers.ADDRESS, settings.host() + ":" + port)
                .setSoftwareVersion(version)
                .setLeaseMillis(Math.toIntExact(settings.lease().toMillis()));
        if (settings.clientAddress() != null) {
            request.putAddresses(LiveBrokers.CLIENT_ADDRESS, settings.clientAddress());
        }
        this.session = client.register(request.build(), new Registered());
        var unused = client.watch(Set.of(Kind.NODE), "", new Watched());
    }

    private void tell() {
        Epoch held = epoch;
        Collection<Member> alive = brokers.members();
        Member me = held == null
                ? null
                : alive.stream()
                        .filter(member -> member.nodeId().equals(identity.nodeId()) && member.epoch() == held.number())
                        .findAny()
                        .orElse(null);
        if (isDrained) {
            listener.onDrained(brokers.othersThan(identity.nodeId()));
        } else {
            listener.onServing();
        }
        listener.onAlive(alive, me);
    }

    private void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException _) {
            // the broker has stopped
        }
    }

    private final class Registered implements SessionListener {
        @Override
        public void onHeld(Epoch held, String clusterId, Duty duty) {
            try {
                identity.joined(clusterId);
            } catch (IOException e) {
                LOG.warnf("cluster: the cluster's id cannot be kept: %s", e);
            }
            onDuty(duty);
            become(held);
        }

        @Override
        public void onDuty(Duty duty) {
            onThread(() -> {
                isDrained = duty == Duty.DRAINING;
                tell();
            });
        }

        @Override
        public void onLost(Epoch lost) {
            become(null);
        }

        @Override
        public void onEnded(PlacementException why) {
            LOG.errorf("cluster: this broker is out of the cluster for good: %s", why.getMessage());
            become(null);
        }

        private void become(@Nullable Epoch held) {
            onThread(() -> {
                epoch = held;
                tell();
            });
        }
    }

    private final class Watched implements WatchListener {
        @Override
        public void on(WatchEvent event) {
            onThread(() -> {
                brokers.on(event);
                tell();
            });
        }

        @Override
        public void onEnded(PlacementException why) {
            LOG.warnf("cluster: the brokers are not watched any more: %s", why.getMessage());
        }
    }

    /** Whether an epoch's lease has not run out, by the clock; for any thread. */
    boolean mayServe(long number) {
        return session.mayServe(number);
    }

    /** Has this broker forgotten by the placement centre; waits for that until a deadline. */
    void leave(long deadlineNanos) {
        try {
            var unused = session.unregister()
                    .toCompletableFuture()
                    .get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf(
                    "cluster: the placement centre does not know that this broker leaves; its lease will run out: %s",
                    e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
