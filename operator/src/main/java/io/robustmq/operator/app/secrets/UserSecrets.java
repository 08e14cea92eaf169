package io.robustmq.operator.app.secrets;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.robustmq.crds.v1alpha1.RobustMQUser;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets of a user of a cluster, owned by its resource.
 *
 * <pre>
 * NAME         username, password   drawn by lot, unless the resource names a Secret of its own
 * NAME-rules   access.toml          the user as brokers have it, which goes into the cluster's NAME-access; follows password and resource
 * </pre>
 */
public final class UserSecrets {
    static final String FILE = "access.toml";

    private static final String USERNAME = Names.GROUP + "username";
    private static final String FOLLOWS = Names.GROUP + "follows";
    private static final String HOLDS = Names.GROUP + "holds";
    private static final String ACCESS = "access";

    /** Of all users of a cluster together: a Secret holds 1 MiB. */
    private static final int MOST_BYTES = 900_000;

    private static final int SALT_BYTES = 16;
    private static final int PASSWORD_BYTES = 18;

    private final KubernetesClient client;
    private final SecureRandom chance = new SecureRandom();

    public UserSecrets(KubernetesClient client) {
        this.client = client;
    }

    /** The name by which a user comes. */
    public static String username(RobustMQUser user) {
        String given = user.getSpec().username();
        return given == null ? user.getMetadata().getName() : given;
    }

    /**
     * Makes what is missing, and writes anew what follows from something that has changed.
     *
     * @throws MissingSecretException if the Secret that the resource names is not there, or has no password, or if the name that is needed is
     *     another's
     */
    public void ensure(RobustMQUser user) {
        Secret password = password(user);
        String source = password.getMetadata().getUid() + "/"
                + password.getMetadata().getResourceVersion() + "/"
                + user.getMetadata().getGeneration();
        String name = user.getMetadata().getName() + "-rules";
        Secret there = find(user, name);
        if (there != null && !isOwned(there, user)) {
            throw new MissingSecretException("the Secret " + name + " is needed for this user, and somebody else's");
        }
        if (there != null
                && source.equals(Objects.requireNonNullElse(there.getMetadata().getAnnotations(), Map.of())
                        .get(FOLLOWS))) {
            return;
        }
        String secret = Secrets.value(password, "password");
        String text = AccessText.user(
                        username(user),
                        SlowHash.of(secret, drawn(SALT_BYTES)),
                        Scram.verifier(secret, drawn(SALT_BYTES)),
                        user.getSpec().superuser())
                + AccessText.rules(username(user), user.getSpec());
        write(user, name, Map.of(HOLDS, ACCESS), Map.of(FOLLOWS, source, USERNAME, username(user)), Map.of(FILE, text));
    }

    private Secret password(RobustMQUser user) {
        String given = user.getSpec().secretName();
        String name = given == null ? user.getMetadata().getName() : given;
        Secret there = find(user, name);
        if (there != null) {
            return there;
        }
        if (given != null) {
            throw new MissingSecretException("the Secret " + given + " that secretName names is not there");
        }
        String drawn = Base64.getUrlEncoder().withoutPadding().encodeToString(drawn(PASSWORD_BYTES));
        return write(user, name, Map.of(), Map.of(), Map.of("username", username(user), "password", drawn));
    }

    private byte[] drawn(int length) {
        byte[] bytes = new byte[length];
        chance.nextBytes(bytes);
        return bytes;
    }

    private @Nullable Secret find(RobustMQUser user, String name) {
        return client.secrets()
                .inNamespace(user.getMetadata().getNamespace())
                .withName(name)
                .get();
    }

    private static boolean isOwned(Secret secret, RobustMQUser user) {
        return secret.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(user.getMetadata().getUid()));
    }

    private Secret write(
            RobustMQUser user,
            String name,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, String> values) {
        Map<String, String> all = new TreeMap<>(
                new Names(user.getSpec().cluster(), user.getMetadata().getNamespace(), "").labels(Part.BROKER));
        all.putAll(labels);
        Map<String, String> data = new TreeMap<>();
        values.forEach((key, value) ->
                data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return client.resource(new SecretBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withName(name)
                                .withNamespace(user.getMetadata().getNamespace())
                                .withLabels(all)
                                .withAnnotations(new TreeMap<>(annotations))
                                .withOwnerReferences(new OwnerReferenceBuilder()
                                        .withApiVersion(user.getApiVersion())
                                        .withKind(user.getKind())
                                        .withName(user.getMetadata().getName())
                                        .withUid(user.getMetadata().getUid())
                                        .withController(true)
                                        .withBlockOwnerDeletion(true)
                                        .build())
                                .build())
                        .withType("Opaque")
                        .withData(data)
                        .build())
                .inNamespace(user.getMetadata().getNamespace())
                .fieldManager("robustmq-operator")
                .forceConflicts()
                .serverSideApply();
    }

    /** Whether the cluster's access file has room for this user, of whom {@link #ensure} has written. */
    public boolean hasRoom(RobustMQUser user, Names names) {
        return all(client, names).stream().anyMatch(secret -> isOwned(secret, user));
    }

    /** Of the users of a cluster, what its access file takes up: the oldest first, and as many as a Secret has room for. */
    static List<Secret> all(KubernetesClient client, Names names) {
        Map<String, String> labels = new TreeMap<>(names.everything());
        labels.put(HOLDS, ACCESS);
        List<Secret> fitting = new ArrayList<>();
        List<Secret> sorted =
                client.secrets().inNamespace(names.namespace()).withLabels(labels).list().getItems().stream()
                        .filter(secret -> secret.getMetadata().getDeletionTimestamp() == null)
                        .sorted(Comparator.comparing(
                                        (Secret secret) -> secret.getMetadata().getCreationTimestamp())
                                .thenComparing(secret -> secret.getMetadata().getName()))
                        .toList();
        int bytes = 0;
        for (Secret secret : sorted) {
            int more = Secrets.value(secret, FILE).getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes + more <= MOST_BYTES) {
                bytes += more;
                fitting.add(secret);
            }
        }
        return fitting;
    }

    /** Whose it is, of what {@link #all} has found. */
    static String usernameOf(Secret secret) {
        return Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.<String, String>of())
                .getOrDefault(USERNAME, "");
    }
}
