package io.robustmq.placement.server.centre;

import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.balance.BalanceLimits;
import io.robustmq.placement.state.balance.Balancer;
import io.robustmq.placement.state.balance.Plan;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Refusal;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.lease.Leases;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Whether this member leads, and what a leader does by itself: it gives a new cluster its id, settles where it is known to be,
 * counts leases, has those that ran out recorded, and has replicas moved. All in its memory: whoever leads next begins anew, every
 * lease with its full length; so does the same member in another term, also if nobody told it that the one before was over.
 *
 * <pre>
 *   Following ──leads a term──► Leading ──leads another──► Leading
 *       ▲                          │
 *       └──────── follows ─────────┘
 * </pre>
 */
final class Leadership implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger("io.robustmq.placement");
    private static final long LEASES_MILLIS =
            100; // many times as often as Leases.STALL_NANOS; clients of a dead broker wait for it
    private static final long BALANCE_MILLIS = 5_000;

    private final String clusterId;
    private final Supplier<ClusterImage> image;
    private final Consumer<Command> submit;
    private final Runnable settle;
    private final LongSupplier clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("leader").daemon().factory());
    private final Runnable beginAnew;
    private volatile Role role = new Role.Following();

    private sealed interface Role {
        /** Somebody else leads, or nobody. */
        record Following() implements Role {}

        /** @param leases guarded by the owner */
        record Leading(long term, Leases leases) implements Role {}
    }

    /**
     * @param settle looks whether the addresses this member is known at are still its own
     * @param clock milliseconds since the epoch, the one commands are decided by
     * @param beginAnew called before this member says that it leads a term: others may have changed the state since the last one
     */
    Leadership(
            String clusterId,
            Supplier<ClusterImage> image,
            Consumer<Command> submit,
            Runnable settle,
            LongSupplier clock,
            Runnable beginAnew) {
        this.clusterId = clusterId;
        this.image = image;
        this.submit = submit;
        this.settle = settle;
        this.clock = clock;
        this.beginAnew = beginAnew;
        thread.scheduleWithFixedDelay(this::look, LEASES_MILLIS, LEASES_MILLIS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::balance, BALANCE_MILLIS, BALANCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** This member leads, and has applied everything earlier leaders committed. May be told more than once of a term. */
    synchronized void onLeading(long term) {
        if (role instanceof Role.Leading leading && leading.term() == term) {
            return;
        }
        LOG.info("this member leads, in term " + term);
        beginAnew.run();
        role = new Role.Leading(term, new Leases(image.get(), System.nanoTime()));
    }

    synchronized void onFollowing() {
        if (role instanceof Role.Leading leading) {
            LOG.info("this member leads no longer: term " + leading.term() + " is over for it");
        }
        role = new Role.Following();
    }

    /** Whether it leads, as far as it was told. */
    boolean leads() {
        return role instanceof Role.Leading;
    }

    /**
     * Renews a lease. The caller has made sure that this member leads, and has applied what was committed when the heartbeat came.
     *
     * @return false if it does not lead any more
     */
    synchronized boolean heartbeat(String nodeId, long epoch) {
        if (!(role instanceof Role.Leading leading)) {
            return false;
        }
        Optional<Refusal> refusal = leading.leases().heartbeat(image.get(), nodeId, epoch, System.nanoTime());
        if (refusal.isPresent()) {
            throw Fault.of(refusal.get());
        }
        return true;
    }

    /** How long a lease runs still, 0 if this member does not lead. */
    synchronized int leftMillis(String nodeId) {
        return role instanceof Role.Leading leading ? (int) leading.leases().leftMillis(nodeId, System.nanoTime()) : 0;
    }

    private void look() {
        try {
            if (leads() && !image.get().isFormed()) {
                submit.accept(new Command.FormCluster(UUID.randomUUID().toString(), clusterId));
            }
            if (leads()) {
                settle.run();
            }
            for (Command.ExpireNode expired : expired()) {
                LOG.warn("node " + expired.nodeId() + " has not been heard of for as long as its lease: it is dead");
                submit.accept(expired);
            }
        } catch (RuntimeException e) {
            LOG.error("leases cannot be looked at", e);
        }
    }

    private synchronized List<Command.ExpireNode> expired() {
        return role instanceof Role.Leading leading
                ? leading.leases().expired(image.get(), System.nanoTime())
                : List.of();
    }

    private void balance() {
        try {
            if (!leads()) {
                return;
            }
            Plan plan = Balancer.plan(image.get(), BalanceLimits.DEFAULTS, clock.getAsLong());
            for (Plan.Step step : plan.steps()) {
                LOG.info("balancing: " + step.move() + ", because " + step.why());
                submit.accept(new Command.ChangeGroup("", step.move(), OptionalLong.of(step.groupVersion())));
            }
        } catch (RuntimeException e) {
            LOG.error("replicas cannot be balanced", e);
        }
    }

    @Override
    public void close() {
        onFollowing();
        thread.shutdownNow();
    }
}
