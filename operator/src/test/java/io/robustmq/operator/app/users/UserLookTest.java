package io.robustmq.operator.app.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.robustmq.operator.app.reconcile.Reconciliation;
import io.robustmq.operator.app.testkit.ApiServer;
import io.robustmq.operator.app.testkit.KnownServers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A user is looked at, and then its cluster, whose brokers' access file is to have it. */
class UserLookTest {
    private final ApiServer api = new ApiServer();
    private final UserLook look = new UserLook(api.operators(), Clock.systemUTC());

    @AfterEach
    void close() {
        api.close();
    }

    private Condition lookAt(String user) {
        return look.at(api.user(user)).conditions().getFirst();
    }

    private void lookAtCluster() {
        KnownServers servers = new KnownServers();
        new Reconciliation(
                        api.operators(),
                        token -> servers,
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(1),
                        Clock.systemUTC())
                .look(api.cluster());
    }

    private String access() {
        return value(secret("demo-access"), "access.toml");
    }

    private Secret secret(String name) {
        return Objects.requireNonNull(api.client()
                .secrets()
                .inNamespace(ApiServer.NAMESPACE)
                .withName(name)
                .get());
    }

    private static String value(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    @Test
    void aUserGetsAPasswordAndBrokersGetUserAndRules() {
        api.create("");
        lookAtCluster();
        api.createUser(
                "meter",
                "cluster: demo, username: 'meter \"7\"', rules: [{action: publish, topics: ['meters/${clientid}/#']},"
                        + " {permission: deny, topics: ['#']}]");

        assertThat(lookAt("meter").getReason()).isEqualTo("Written");
        lookAtCluster();

        assertThat(value(secret("meter"), "username")).isEqualTo("meter \"7\"");
        assertThat(value(secret("meter"), "password")).hasSizeGreaterThan(20);
        assertThat(secret("meter").getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid())
                        .isEqualTo(api.user("meter").getMetadata().getUid()));
        assertThat(access()).contains("name = \"admin\"", "name = \"meter \\\"7\\\"\"", """
                [[rule]]
                permission = "allow"
                user = ["meter \\"7\\""]
                action = "publish"
                topics = ["meters/${clientid}/#"]

                [[rule]]
                permission = "deny"
                user = ["meter \\"7\\""]
                action = "all"
                topics = ["#"]
                """);
        assertThat(access()).doesNotContain(value(secret("meter"), "password"));
    }

    @Test
    void whatHasNotChangedIsNotWrittenAgain() {
        api.create("");
        api.createUser("meter", "cluster: demo");
        lookAt("meter");
        lookAtCluster();
        String user = secret("meter-rules").getMetadata().getResourceVersion();
        String access = secret("demo-access").getMetadata().getResourceVersion();

        lookAt("meter");
        lookAtCluster();

        assertThat(secret("meter-rules").getMetadata().getResourceVersion()).isEqualTo(user);
        assertThat(secret("demo-access").getMetadata().getResourceVersion()).isEqualTo(access);
    }

    @Test
    void aPasswordOfOnesOwnIsFollowed() {
        api.create("");
        api.createUser("meter", "cluster: demo, secretName: mine");
        assertThat(lookAt("meter"))
                .returns("SecretMissing", Condition::getReason)
                .returns("False", Condition::getStatus);

        Secret mine = api.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("mine")
                        .withNamespace(ApiServer.NAMESPACE)
                        .endMetadata()
                        .withStringData(Map.of())
                        .withData(Map.of("password", Base64.getEncoder().encodeToString(new byte[] {'a'})))
                        .build())
                .create();
        assertThat(lookAt("meter").getStatus()).isEqualTo("True");
        String before = value(secret("meter-rules"), "access.toml");
        mine.getData().put("password", Base64.getEncoder().encodeToString(new byte[] {'b'}));
        api.client().resource(mine).update();
        lookAt("meter");

        assertThat(value(secret("meter-rules"), "access.toml")).isNotEqualTo(before);
    }

    @Test
    void aNameBelongsToWhoCameFirst() {
        api.create("");
        lookAtCluster();
        api.createUser("a-first", "cluster: demo, username: meter");
        api.createUser("b-second", "cluster: demo, username: meter");
        api.createUser("third", "cluster: demo, username: admin");
        api.createUser("fourth", "cluster: elsewhere");

        assertThat(lookAt("a-first").getReason()).isEqualTo("Written");
        assertThat(lookAt("b-second"))
                .returns("NameTaken", Condition::getReason)
                .returns("the user name meter is that of the RobustMQUser a-first", Condition::getMessage);
        assertThat(lookAt("third").getReason()).isEqualTo("NameTaken");
        assertThat(lookAt("fourth").getReason()).isEqualTo("ClusterMissing");
    }

    /** Whoever came before stays in. */
    @Test
    void whatASecretHasNoRoomForIsLeftOutAndSaidSo() {
        api.create("");
        api.createUser("a-small", "cluster: demo");
        String topic = "t".repeat(60_000);
        api.createUser("b-large", "cluster: demo, rules: [{topics: [" + (topic + ", ").repeat(15) + topic + "]}]");

        assertThat(lookAt("a-small").getReason()).isEqualTo("Written");
        assertThat(lookAt("b-large").getReason()).isEqualTo("AccessFull");
        lookAtCluster();

        assertThat(access()).contains("a-small").doesNotContain("b-large");
    }

    @Test
    void aSecretOfSomebodyElseIsLeftAlone() {
        api.create("");
        api.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("meter-rules")
                        .withNamespace(ApiServer.NAMESPACE)
                        .endMetadata()
                        .withData(Map.of("law", ""))
                        .build())
                .create();
        api.createUser("meter", "cluster: demo");

        assertThat(lookAt("meter").getStatus()).isEqualTo("False");
        assertThat(secret("meter-rules").getData()).containsOnlyKeys("law");
    }
}
