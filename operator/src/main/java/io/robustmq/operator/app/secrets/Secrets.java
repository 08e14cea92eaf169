package io.robustmq.operator.app.secrets;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.crds.v1alpha1.cluster.TlsMode;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The Secrets of a cluster. Each is made once and kept; what follows from another one follows its changes.
 *
 * <pre>
 * NAME-token   token                by which servers know the operator
 * NAME-admin   username, password   the administrator, unless the resource names a Secret of its own
 * NAME-access  access.toml          follows the administrator and {@link UserSecrets}
 * NAME-ca      ca.crt, ca.key       tls.mode SelfSigned: who signs
 * NAME-tls     tls.crt, tls.key, ca.crt   the same: signed again when two thirds of its life are over, or its names change
 * </pre>
 */
public final class Secrets {
    private static final String FOLLOWS = Names.GROUP + "follows";
    private static final int TOKEN_BYTES = 32;
    private static final int PASSWORD_BYTES = 18;
    private static final int SALT_BYTES = 16;

    private final KubernetesClient client;
    private final Clock clock;
    private final SecureRandom chance = new SecureRandom();

    public Secrets(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Makes what is missing.
     *
     * @return the token by which servers know the operator
     * @throws MissingSecretException if one that the resource names is not there
     */
    public String ensure(RobustMQClusterSpec spec, Names names) {
        Secret token = kept(names, Part.PLACEMENT, names.tokenSecret(), () -> Map.of("token", hex(TOKEN_BYTES)));
        access(names, administrator(spec, names));
        if (spec.tls().mode() == TlsMode.SELF_SIGNED) {
            certificate(names, spec.tls().dnsNames());
        }
        return value(token, "token");
    }

    /** The name of a cluster's administrator; empty if the Secret with it is not there. */
    public static Optional<String> administratorName(KubernetesClient client, RobustMQClusterSpec spec, Names names) {
        String given = spec.auth().adminSecretName();
        return Optional.ofNullable(client.secrets()
                        .inNamespace(names.namespace())
                        .withName(given == null ? names.administratorSecret() : given)
                        .get())
                .map(secret -> value(secret, "username"));
    }

    private Secret administrator(RobustMQClusterSpec spec, Names names) {
        String given = spec.auth().adminSecretName();
        if (given == null) {
            return kept(
                    names,
                    Part.BROKER,
                    names.administratorSecret(),
                    () -> Map.of("username", "admin", "password", password()));
        }
        return find(names, given)
                .orElseThrow(() -> new MissingSecretException(
                        "the Secret " + given + " that auth.adminSecretName names is not there"));
    }

    private void access(Names names, Secret administrator) {
        String user = value(administrator, "username");
        String password = value(administrator, "password");
        List<Secret> users = UserSecrets.all(client, names);
        String source = version(administrator);
        if (!users.isEmpty()) {
            source += "+" + fingerprint(users.stream().map(Secrets::version).collect(Collectors.joining(" ")));
        }
        if (isOf(find(names, names.accessSecret()), source)) {
            return;
        }
        StringBuilder file = new StringBuilder(
                AccessText.user(user, SlowHash.of(password, salt()), Scram.verifier(password, salt()), true));
        // One name twice, and brokers would not take up the file.
        Set<String> taken = new HashSet<>(Set.of(user));
        users.stream()
                .filter(secret -> taken.add(UserSecrets.usernameOf(secret)))
                .forEach(secret -> file.append('\n').append(value(secret, UserSecrets.FILE)));
        write(names, Part.BROKER, names.accessSecret(), "Opaque", source, Map.of(UserSecrets.FILE, file.toString()));
    }

    private static String version(Secret secret) {
        return secret.getMetadata().getUid() + "/" + secret.getMetadata().getResourceVersion();
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        chance.nextBytes(salt);
        return salt;
    }

    private void certificate(Names names, List<String> further) {
        Secret kept = kept(names, Part.BROKER, names.authoritySecret(), () -> found(names));
        Authority authority = new Authority(value(kept, "ca.crt"), value(kept, "ca.key"));
        if (Authority.isOld(authority.certificate(), clock.instant())) {
            Map<String, String> next = found(names);
            write(names, Part.BROKER, names.authoritySecret(), "Opaque", "", next);
            authority = new Authority(
                    Objects.requireNonNull(next.get("ca.crt")), Objects.requireNonNull(next.get("ca.key")));
        }
        List<String> dnsNames = new ArrayList<>(names.clientNames());
        dnsNames.addAll(further);
        String source = fingerprint(authority.certificate() + dnsNames);
        Optional<Secret> there = find(names, names.tlsSecret());
        if (isOf(there, source) && !Authority.isOld(value(there.orElseThrow(), "tls.crt"), clock.instant())) {
            return;
        }
        Authority.Signed signed = authority.sign(dnsNames, clock.instant());
        write(
                names,
                Part.BROKER,
                names.tlsSecret(),
                "kubernetes.io/tls",
                source,
                Map.of(
                        "tls.crt", signed.certificate(),
                        "tls.key", signed.key(),
                        "ca.crt", authority.certificate()));
    }

    private Map<String, String> found(Names names) {
        Authority authority = Authority.found(names.cluster(), clock.instant());
        return Map.of("ca.crt", authority.certificate(), "ca.key", authority.key());
    }

    private Secret kept(Names names, Part part, String name, Supplier<Map<String, String>> values) {
        return find(names, name).orElseGet(() -> write(names, part, name, "Opaque", "", values.get()));
    }

    private Optional<Secret> find(Names names, String name) {
        return Optional.ofNullable(
                client.secrets().inNamespace(names.namespace()).withName(name).get());
    }

    private Secret write(Names names, Part part, String name, String type, String source, Map<String, String> values) {
        ObjectMeta meta = names.meta(name, part);
        if (!source.isEmpty()) {
            meta.setAnnotations(new TreeMap<>(Map.of(FOLLOWS, source)));
        }
        Map<String, String> data = new TreeMap<>();
        values.forEach((key, value) ->
                data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        Secret secret = new SecretBuilder()
                .withMetadata(meta)
                .withType(type)
                .withData(data)
                .build();
        return client.resource(secret)
                .inNamespace(names.namespace())
                .fieldManager("robustmq-operator")
                .forceConflicts()
                .serverSideApply();
    }

    private static boolean isOf(Optional<Secret> secret, String source) {
        return secret.map(there -> there.getMetadata().getAnnotations())
                .map(annotations -> source.equals(annotations.get(FOLLOWS)))
                .orElse(false);
    }

    static String value(Secret secret, String key) {
        String value = secret.getData() == null ? null : secret.getData().get(key);
        if (value == null) {
            throw new MissingSecretException(
                    "the Secret " + secret.getMetadata().getName() + " has no key " + key);
        }
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    private static String fingerprint(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    private String hex(int length) {
        byte[] bytes = new byte[length];
        chance.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        chance.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
