package io.robustmq.operator.app.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.status.RobustMQClusterStatus;
import io.robustmq.operator.app.kubelet.MqttClients;
import io.robustmq.operator.app.kubelet.PackagedOperator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of one cluster, from six lines to its end, step by step; a step that fails ends it. The packaged operator has the rights of the
 * chart alone, and from the second half on there are clients the whole time.
 */
@Tag("kubernetes")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterLifeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration STILL = Duration.ofMinutes(1);
    private static final String FIRST = "0.1.0";
    private static final String SECOND = "0.2.0";

    @TempDir
    private static Path folder;

    private static RealCluster kubernetes;
    private static Nodes nodes;
    private static PackagedOperator operator;
    private static Watchman watchman;
    private static MqttClients clients;
    private static @Nullable Traffic traffic;
    private static int steps;

    @BeforeAll
    static void begins() throws IOException {
        kubernetes = new RealCluster();
        nodes = Nodes.of(kubernetes, folder);
        watchman = new Watchman(kubernetes.client(), kubernetes.namespace());
        clients = new MqttClients(kubernetes.client(), kubernetes.namespace(), RealCluster.NAME);
        operator = new PackagedOperator(folder, kubernetes.operatorEnvironment(folder));
    }

    @AfterAll
    static void ends() throws Exception {
        try (RealCluster _ = kubernetes;
                Nodes _ = nodes;
                Watchman _ = watchman;
                PackagedOperator _ = operator;
                Traffic _ = traffic) {
            System.out.println(operator == null ? "no operator" : operator.said());
        }
    }

    private static Traffic traffic() {
        return Objects.requireNonNull(traffic);
    }

    /** Each step builds upon the ones before. */
    private static void step(int number) {
        assumeTrue(steps == number - 1, "a step before has failed");
    }

    private static RobustMQClusterStatus awaitCluster(String what, Predicate<RobustMQClusterStatus> as) {
        try {
            await().atMost(PATIENCE).until(() -> {
                RobustMQCluster cluster = kubernetes.cluster();
                return cluster != null
                        && cluster.getStatus() != null
                        && cluster.getMetadata()
                                .getGeneration()
                                .equals(cluster.getStatus().observedGeneration())
                        && as.test(cluster.getStatus());
            });
            return status();
        } catch (ConditionTimeoutException e) {
            RobustMQCluster cluster = kubernetes.cluster();
            throw new AssertionError(
                    what + ": " + (cluster == null ? "" : cluster.getStatus()) + "\n" + operator.said() + "\n"
                            + nodes.outputs(),
                    e);
        }
    }

    private static RobustMQClusterStatus status() {
        return Objects.requireNonNull(
                Objects.requireNonNull(kubernetes.cluster()).getStatus());
    }

    private static Predicate<RobustMQClusterStatus> readyWith(int brokers) {
        return status -> "Ready".equals(status.phase())
                && status.broker() != null
                && status.broker().ready() == brokers
                && status.broker().replicas() == brokers;
    }

    private static Condition condition(RobustMQClusterStatus status, String type) {
        return status.conditions().stream()
                .filter(each -> type.equals(each.getType()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(1)
    void sixLinesBecomeAClusterPartByPart() {
        step(1);
        kubernetes.apply(FIRST, "");

        RobustMQClusterStatus status = awaitCluster("six lines become ready", readyWith(2));

        assertThat(watchman.made())
                .as("placement before journal before brokers")
                .containsExactly(
                        "placement", "placement", "placement", "journal", "journal", "journal", "broker", "broker");
        assertThat(status.version()).isEqualTo(FIRST);
        for (Condition condition : status.conditions()) {
            assertThat(condition.getStatus())
                    .as(condition.getType())
                    .isEqualTo("Ready".equals(condition.getType()) ? "True" : "False");
            assertThat(condition.getObservedGeneration()).isEqualTo(status.observedGeneration());
        }
        assertThat(status.conditions())
                .extracting(Condition::getType)
                .containsExactlyInAnyOrder("Ready", "Progressing", "Refused", "Paused");
        steps++;
    }

    @Test
    @Order(2)
    void allOfItIsOwnedByTheResource() {
        step(2);
        String uid = Objects.requireNonNull(kubernetes.cluster()).getMetadata().getUid();
        assertThat(kubernetes.made())
                .extracting(HasMetadata::getKind)
                .contains("Service", "ConfigMap", "Secret", "StatefulSet", "PodDisruptionBudget");
        for (HasMetadata object : kubernetes.made()) {
            assertThat(object.getMetadata().getOwnerReferences())
                    .as(object.getKind() + " " + object.getMetadata().getName())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner)
                            .returns(uid, OwnerReference::getUid)
                            .returns(true, OwnerReference::getController));
        }
        assertThat(kubernetes.raw("robustmqclusters/demo/scale"))
                .contains("\"replicas\":2")
                .contains("app.kubernetes.io/component=broker");
        steps++;
    }

    @Test
    @Order(3)
    void aMessageGoesFromOneBrokerToTheOther() throws InterruptedException {
        step(3);
        List<String> brokers = watchman.brokers().stream()
                .map(address -> address.getAddress().getHostAddress())
                .toList();
        assertThat(brokers).hasSize(2);
        assertThat(clients.relayed(brokers.get(0), brokers.get(1), PATIENCE)).contains("hello");
        assertThat(clients.relayed(brokers.get(1), brokers.get(0), PATIENCE)).contains("hello");
        steps++;
    }

    @Test
    @Order(4)
    void aUserComesInAndMayDoWhatItsRulesSay() {
        step(4);
        kubernetes.applyUser("meter", "rules: [{action: publish, topics: [meters/meter]}]");
        String broker = watchman.brokers().getFirst().getAddress().getHostAddress();

        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            MqttClients.User meter = clients.user("meter");
            assertThat(meter.mayPublish(broker, "meters/meter")).isTrue();
            assertThat(meter.mayPublish(broker, "meters/other")).isFalse();
        });
        steps++;
    }

    /** The operator looks every two seconds, and finds nothing to do. */
    @Test
    @Order(5)
    void nothingIsWrittenWhileAllIsAsWanted() {
        step(5);
        Map<String, String> versions = versions();
        await().atMost(STILL.multipliedBy(2)).during(STILL).untilAsserted(() -> assertThat(versions())
                .isEqualTo(versions));
        steps++;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        versions.put(
                "the resource",
                Objects.requireNonNull(kubernetes.cluster()).getMetadata().getResourceVersion());
        for (HasMetadata object : kubernetes.made()) {
            versions.put(
                    object.getKind() + " " + object.getMetadata().getName(),
                    object.getMetadata().getResourceVersion());
        }
        return versions;
    }

    @Test
    @Order(6)
    void whatOthersChangeIsPutRightAndWhatTheyAddStays() {
        step(6);
        var client = kubernetes.client().services().inNamespace(kubernetes.namespace());
        var maps = kubernetes.client().configMaps().inNamespace(kubernetes.namespace());
        var sets = kubernetes.client().apps().statefulSets().inNamespace(kubernetes.namespace());
        String written = maps.withName("demo-broker").get().getData().get("mqtt-server.toml");

        client.withName("demo-mqtt").delete();
        client.withName("demo-broker").edit(service -> {
            service.getMetadata().getLabels().put("team", "messaging");
            return service;
        });
        maps.withName("demo-broker").edit(map -> {
            map.getData().put("mqtt-server.toml", "nothing");
            return map;
        });
        sets.withName("demo-broker").scale(1);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(client.withName("demo-mqtt").get()).isNotNull();
            assertThat(maps.withName("demo-broker").get().getData().get("mqtt-server.toml"))
                    .isEqualTo(written);
            assertThat(sets.withName("demo-broker").get().getSpec().getReplicas())
                    .isEqualTo(2);
        });
        awaitCluster(
                "the second broker is back",
                readyWith(2).and(status -> watchman.brokers().size() == 2));
        Service service = client.withName("demo-broker").get();
        assertThat(service.getMetadata().getLabels()).containsEntry("team", "messaging");
        steps++;
    }

    @Test
    @Order(7)
    void brokersComeAndGoWhileClientsStay() throws Exception {
        step(7);
        traffic = new Traffic(watchman::brokers, clients.administrator());
        kubernetes.scale(3);
        awaitCluster("three brokers", readyWith(3));
        kubernetes.scale(2);
        awaitCluster("two brokers", readyWith(2));

        assertThat(watchman.made()).filteredOn("placement"::equals).hasSize(3);
        assertThat(traffic().cuts()).isEmpty();
        steps++;
    }

    @Test
    @Order(8)
    void aChangedSettingHasBrokersMadeAnewOneByOne() {
        step(8);
        watchman.begin();
        kubernetes.apply(FIRST, "broker: {replicas: 2, evacuation: {connectionsPerSecond: 400}}");
        awaitCluster("brokers are made anew", readyWith(2).and(status -> !watchman.made()
                .isEmpty()));

        assertThat(watchman.made()).containsExactly("broker", "broker");
        assertThat(watchman.fewest("broker")).as(watchman.story()).isPositive();
        assertThat(traffic().cuts()).isEmpty();
        steps++;
    }

    @Test
    @Order(9)
    void anUpgradeGoesPartByPartAndKeepsQuorums() {
        step(9);
        watchman.begin();
        kubernetes.apply(SECOND, "broker: {replicas: 2, evacuation: {connectionsPerSecond: 400}}");
        awaitCluster("all run the new release", readyWith(2).and(status -> SECOND.equals(status.version())));

        assertThat(watchman.made())
                .containsExactly(
                        "placement", "placement", "placement", "journal", "journal", "journal", "broker", "broker");
        assertThat(watchman.fewest("placement")).as(watchman.story()).isEqualTo(2);
        assertThat(watchman.fewest("journal")).as(watchman.story()).isEqualTo(2);
        assertThat(watchman.fewest("broker")).as(watchman.story()).isEqualTo(1);
        steps++;
    }

    @Test
    @Order(10)
    void aDowngradeIsRefusedAndSaidSo() {
        step(10);
        watchman.begin();
        kubernetes.apply(FIRST, "broker: {replicas: 2, evacuation: {connectionsPerSecond: 400}}");
        RobustMQClusterStatus refused =
                awaitCluster("the downgrade is refused", status -> "Refused".equals(status.phase()));
        assertThat(condition(refused, "Refused")).returns("Downgrade", Condition::getReason);
        kubernetes.apply(SECOND, "broker: {replicas: 2, evacuation: {connectionsPerSecond: 400}}");
        awaitCluster("all is as before", readyWith(2));
        assertThat(watchman.made()).isEmpty();
        steps++;
    }

    /** The StatefulSet is made anew around its pods, which stay. */
    @Test
    @Order(11)
    void volumesGrowWhileTheyAreUsed() {
        step(11);
        watchman.begin();
        kubernetes.apply(
                SECOND, "broker: {replicas: 2, storage: {size: 2Gi}, evacuation: {connectionsPerSecond: 400}}");
        awaitCluster("volumes have grown", readyWith(2).and(status -> sizes().equals(
                        List.of("2147483648", "2147483648", "2147483648"))));
        assertThat(watchman.made()).isEmpty();
        steps++;
    }

    /** Of the template of the brokers' claims, and of the claims. */
    private static List<String> sizes() {
        var set = kubernetes
                .client()
                .apps()
                .statefulSets()
                .inNamespace(kubernetes.namespace())
                .withName("demo-broker")
                .get();
        if (set == null) {
            return List.of();
        }
        List<PersistentVolumeClaim> claims = kubernetes
                .client()
                .persistentVolumeClaims()
                .inNamespace(kubernetes.namespace())
                .withLabel("app.kubernetes.io/component", "broker")
                .list()
                .getItems();
        return Stream.concat(set.getSpec().getVolumeClaimTemplates().stream(), claims.stream())
                .map(claim -> claim.getSpec().getResources().getRequests().get("storage"))
                .map(Quantity::getNumericalAmount)
                .map(BigDecimal::toPlainString)
                .toList();
    }

    @Test
    @Order(12)
    void nothingThatWasAcknowledgedIsLostAndNobodyWasCutOff() throws InterruptedException {
        step(12);
        traffic().stopPublishing();
        assertThat(traffic().acknowledged()).isPositive();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(traffic().missing()).isEmpty());
        assertThat(traffic().farewells()).isPositive();
        assertThat(traffic().cuts()).isEmpty();
        traffic().close();
        steps++;
    }

    @Test
    @Order(13)
    void deletionTakesAllButTheVolumes() {
        step(13);
        kubernetes
                .client()
                .resources(RobustMQCluster.class)
                .inNamespace(kubernetes.namespace())
                .withName(RealCluster.NAME)
                .delete();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(kubernetes.made()).isEmpty();
            assertThat(kubernetes
                            .client()
                            .pods()
                            .inNamespace(kubernetes.namespace())
                            .list()
                            .getItems())
                    .isEmpty();
        });
        assertThat(kubernetes
                        .client()
                        .persistentVolumeClaims()
                        .inNamespace(kubernetes.namespace())
                        .list()
                        .getItems())
                .hasSizeGreaterThanOrEqualTo(8);
        steps++;
    }

    @Test
    @Order(14)
    void theRightsOfTheChartWereEnough() {
        step(14);
        assertThat(operator.isAlive()).isTrue();
        assertThat(operator.said()).doesNotContain("orbidden").doesNotContain("403");
    }
}
