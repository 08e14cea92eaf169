package io.robustmq.operator.app.users;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.RobustMQUser;
import io.robustmq.crds.v1alpha1.status.CompanionStatus;
import io.robustmq.operator.app.secrets.MissingSecretException;
import io.robustmq.operator.app.secrets.Secrets;
import io.robustmq.operator.app.secrets.UserSecrets;
import io.robustmq.operator.model.naming.Names;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One look at one user: its Secrets are made, from which its cluster's next look has the brokers' access file; what hinders is told. */
public final class UserLook {
    private static final String READY = "Ready";

    private final KubernetesClient client;
    private final UserSecrets secrets;
    private final Clock clock;

    public UserLook(KubernetesClient client, Clock clock) {
        this.client = client;
        this.secrets = new UserSecrets(client);
        this.clock = clock;
    }

    public CompanionStatus at(RobustMQUser user) {
        RobustMQCluster cluster = client.resources(RobustMQCluster.class)
                .inNamespace(user.getMetadata().getNamespace())
                .withName(user.getSpec().cluster())
                .get();
        if (cluster == null) {
            return status(
                    user,
                    false,
                    "ClusterMissing",
                    "there is no RobustMQCluster " + user.getSpec().cluster() + " in this namespace");
        }
        try {
            Optional<String> other = whoHasTheName(user, cluster);
            if (other.isPresent()) {
                return status(
                        user,
                        false,
                        "NameTaken",
                        "the user name " + UserSecrets.username(user) + " is that of " + other.get());
            }
            secrets.ensure(user);
            if (!secrets.hasRoom(user, Names.of(cluster))) {
                return status(
                        user, false, "AccessFull", "the Secret from which brokers have their users has no room for it");
            }
        } catch (MissingSecretException missing) {
            return status(user, false, "SecretMissing", String.valueOf(missing.getMessage()));
        }
        return status(user, true, "Written", "brokers take it up within two minutes");
    }

    /** Who came first has it. */
    private Optional<String> whoHasTheName(RobustMQUser user, RobustMQCluster cluster) {
        String name = UserSecrets.username(user);
        Optional<String> administrator = Secrets.administratorName(client, cluster.getSpec(), Names.of(cluster));
        if (administrator.filter(name::equals).isPresent()) {
            return Optional.of("the cluster's administrator");
        }
        return client
                .resources(RobustMQUser.class)
                .inNamespace(user.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .filter(other -> other.getSpec().cluster().equals(user.getSpec().cluster())
                        && UserSecrets.username(other).equals(name))
                .min(Comparator.comparing(
                                (RobustMQUser other) -> other.getMetadata().getCreationTimestamp())
                        .thenComparing(other -> other.getMetadata().getName()))
                .map(other -> other.getMetadata().getName())
                .filter(first -> !first.equals(user.getMetadata().getName()))
                .map(first -> "the RobustMQUser " + first);
    }

    private CompanionStatus status(RobustMQUser user, boolean ready, String reason, String message) {
        String holds = ready ? "True" : "False";
        CompanionStatus old = user.getStatus();
        String since = Optional.ofNullable(old).map(CompanionStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> READY.equals(condition.getType()) && holds.equals(condition.getStatus()))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return new CompanionStatus(
                user.getMetadata().getGeneration(),
                List.of(new ConditionBuilder()
                        .withType(READY)
                        .withStatus(holds)
                        .withReason(reason)
                        .withMessage(message)
                        .withObservedGeneration(user.getMetadata().getGeneration())
                        .withLastTransitionTime(since)
                        .build()));
    }
}
