package io.robustmq.operator.app.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.status.RobustMQClusterStatus;
import io.robustmq.operator.app.act.Actor;
import io.robustmq.operator.app.act.Passive;
import io.robustmq.operator.app.observe.Desired;
import io.robustmq.operator.app.observe.Doors;
import io.robustmq.operator.app.observe.Observer;
import io.robustmq.operator.app.observe.Seen;
import io.robustmq.operator.app.report.Events;
import io.robustmq.operator.app.report.Statuses;
import io.robustmq.operator.app.secrets.MissingSecretException;
import io.robustmq.operator.app.secrets.Secrets;
import io.robustmq.operator.app.servers.Servers;
import io.robustmq.operator.app.servers.Servers.Door;
import io.robustmq.operator.app.servers.ServersException;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.model.pods.StatefulSets;
import io.robustmq.operator.rollout.decide.Planner;
import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.observe.JournalView;
import io.robustmq.operator.rollout.observe.Membership;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Plan;
import io.robustmq.operator.rollout.wanted.Release;
import io.robustmq.operator.rollout.wanted.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One look at one cluster, and what follows from it:
 *
 * <pre>
 * Secrets, then what is applied as it is ──► observe ──► plan ──► act ──► status, events
 * </pre>
 *
 * Nothing is remembered from one look to the next, and nothing is waited for.
 */
public final class Reconciliation {

    /** Names of ports, as pods have them. */
    private static final String ADMIN = "admin";

    private static final String MANAGEMENT = "management";

    /** After something was done, how it went is to be seen soon. */
    private static final Duration SOON = Duration.ofMillis(500);

    private final Secrets secrets;
    private final Passive passive;
    private final Observer observer;
    private final Actor actor;
    private final Events events;
    private final Function<String, Servers> servers;
    private final Duration waiting;
    private final Duration settled;
    private final Clock clock;

    /**
     * @param servers by their token
     * @param waiting until the next look, while something is waited for
     * @param settled the same, while nothing is
     */
    public Reconciliation(
            KubernetesClient client,
            Function<String, Servers> servers,
            Duration waiting,
            Duration settled,
            Clock clock) {
        this.secrets = new Secrets(client, clock);
        this.passive = new Passive(client);
        this.observer = new Observer(client);
        this.actor = new Actor(client);
        this.events = new Events(client, clock);
        this.servers = servers;
        this.waiting = waiting;
        this.settled = settled;
        this.clock = clock;
    }

    public Outcome look(RobustMQCluster cluster) {
        Desired desired = Desired.of(cluster);
        String token;
        try {
            token = secrets.ensure(cluster.getSpec(), desired.names());
        } catch (MissingSecretException missing) {
            String message = String.valueOf(missing.getMessage());
            tellOnce(cluster, "SecretMissing", message);
            return new Outcome(Statuses.failed(cluster, "SecretMissing", message, now()), waiting);
        }
        if (!desired.wanted().paused()) {
            passive.apply(desired.passive(), desired.names());
        }
        Seen seen = observer.see(desired.names());
        Servers asked = servers.apply(token);
        World world = world(cluster, desired, seen, asked);
        if (isFirstSeenFounded(cluster, world)) {
            // Written down before anything follows from it: the next template may be of another release.
            Plan nothing = new Plan(List.of(), List.of("its release to be written down"), List.of());
            return outcome(cluster, desired, world, nothing, "", SOON);
        }
        Plan plan = Planner.plan(desired.wanted(), world);
        plan.refusals().forEach(refusal -> tellOnce(cluster, refusal.reason().word(), refusal.message()));
        String trouble = act(cluster, plan, desired, seen, asked);
        boolean done = !plan.actions().isEmpty() && trouble.isEmpty();
        return outcome(cluster, desired, world, plan, trouble, done ? SOON : plan.isSettled() ? settled : waiting);
    }

    private String act(RobustMQCluster cluster, Plan plan, Desired desired, Seen seen, Servers asked) {
        List<Door> doors = Doors.of(seen, Role.PLACEMENT, desired.names(), ADMIN);
        for (Action action : plan.actions()) {
            try {
                actor.act(action, desired, seen, asked, doors);
                events.normal(cluster, action.getClass().getSimpleName(), Statuses.words(action));
            } catch (ServersException refused) {
                // The others wait with it: they were planned to come after.
                String message = Statuses.words(action) + " failed: " + refused.getMessage();
                tellOnce(cluster, "ServerRefused", message);
                return message;
            }
        }
        return "";
    }

    private World world(RobustMQCluster cluster, Desired desired, Seen seen, Servers asked) {
        List<Door> doors = Doors.of(seen, Role.PLACEMENT, desired.names(), ADMIN);
        Answer<Membership> membership = asked.membership(doors);
        boolean founded = membership instanceof Answer.Known(Membership members) && members.leader() != null;
        Duration patience = Duration.ofSeconds(cluster.getSpec().update().podReadyTimeoutSeconds());
        Map<Role, RoleView> roles = new EnumMap<>(Role.class);
        for (Role role : Role.IN_ORDER) {
            boolean counts = founded || seen.sets().containsKey(Role.BROKER);
            roles.put(
                    role,
                    desired.has(role)
                            ? Observer.view(seen, role, desired.names(), patience, clock.instant())
                            : absent(desired, role, counts));
        }
        Answer<JournalView> journal = desired.has(Role.JOURNAL)
                ? asked.journal(doors, Doors.hosts(seen, Part.JOURNAL, desired.names()))
                : new Answer.Known<>(new JournalView(Map.of()));
        BrokerView brokers = Doors.brokers(
                seen,
                desired.names(),
                asked.drains(
                        Doors.of(seen, Role.BROKER, desired.names(), MANAGEMENT),
                        Duration.ofSeconds(
                                cluster.getSpec().broker().evacuation().timeoutSeconds())));
        roles.computeIfPresent(Role.BROKER, (role, view) -> Observer.withDrained(view, brokers));
        return new World(roles, membership, journal, brokers, metadata(cluster, desired, seen, founded));
    }

    /** A part that the cluster does not have is there, with no pods, when its turn has come. */
    private static RoleView absent(Desired desired, Role role, boolean counts) {
        return counts
                ? new RoleView(new SetView(0, desired.wanted().of(role).revision(), 0), List.of(), Map.of())
                : RoleView.nothing();
    }

    /** What the status says; of a cluster that has just been founded, the release of the members that did it. */
    private static Answer<Release> metadata(RobustMQCluster cluster, Desired desired, Seen seen, boolean founded) {
        if (desired.wanted().release().equals(Desired.UNNAMED)) {
            return founded ? new Answer.Known<>(Desired.UNNAMED) : new Answer.Silent<>();
        }
        Optional<String> known = Optional.ofNullable(cluster.getStatus()).map(RobustMQClusterStatus::version);
        if (known.isEmpty() && founded) {
            known = Optional.ofNullable(seen.sets().get(Role.PLACEMENT))
                    .map(set -> set.getMetadata().getAnnotations())
                    .map(annotations -> annotations.get(StatefulSets.RELEASE));
        }
        return known.<Answer<Release>>map(version -> new Answer.Known<>(Release.of(version)))
                .orElseGet(Answer.Silent::new);
    }

    private static boolean isFirstSeenFounded(RobustMQCluster cluster, World world) {
        boolean written = cluster.getStatus() != null && cluster.getStatus().version() != null;
        return !written
                && world.metadata() instanceof Answer.Known(Release release)
                && !release.equals(Desired.UNNAMED);
    }

    private Outcome outcome(
            RobustMQCluster cluster, Desired desired, World world, Plan plan, String trouble, Duration again) {
        RobustMQClusterStatus status = Statuses.of(
                cluster,
                desired.sets().keySet(),
                desired.wanted(),
                world,
                plan,
                version(cluster, world, plan, trouble),
                trouble,
                now());
        return new Outcome(status, again);
    }

    private static @Nullable String version(RobustMQCluster cluster, World world, Plan plan, String trouble) {
        for (Action action : plan.actions()) {
            if (action instanceof Action.RaiseMetadata(Release release) && trouble.isEmpty()) {
                return release.toString();
            }
        }
        String before = cluster.getStatus() == null ? null : cluster.getStatus().version();
        boolean named = world.metadata() instanceof Answer.Known(Release release) && !release.equals(Desired.UNNAMED);
        return before != null || !named
                ? before
                : world.metadata() instanceof Answer.Known(Release release) ? release.toString() : null;
    }

    /** A warning that the status has already is no news. */
    private void tellOnce(RobustMQCluster cluster, String reason, String message) {
        RobustMQClusterStatus status = cluster.getStatus();
        boolean told = status != null
                && (Objects.requireNonNullElse(status.doing(), "").contains(message)
                        || status.conditions().stream()
                                .anyMatch(condition -> condition.getMessage() != null
                                        && condition.getMessage().contains(message)));
        if (!told) {
            events.warning(cluster, reason, message);
        }
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
