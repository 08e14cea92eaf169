package io.robustmq.operator.app.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.status.RobustMQClusterStatus;
import io.robustmq.operator.app.testkit.ApiServer;
import io.robustmq.operator.app.testkit.Controllers;
import io.robustmq.operator.app.testkit.KnownServers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks and controllers take turns, so that each step can be seen. */
class ReconciliationTest {
    private static final int TURNS = 60;
    private final Instant began = Instant.now();

    private final ApiServer api = new ApiServer();
    private final KubernetesClient client = api.client();
    private final Controllers controllers = new Controllers(client);
    private final KnownServers servers = new KnownServers();

    @AfterEach
    void close() {
        api.close();
    }

    private Outcome look(Instant now) {
        Reconciliation reconciliation = new Reconciliation(
                api.operators(),
                token -> servers,
                Duration.ofSeconds(3),
                Duration.ofMinutes(1),
                Clock.fixed(now, ZoneOffset.UTC));
        RobustMQCluster cluster = api.cluster();
        Outcome outcome = reconciliation.look(cluster);
        if (!outcome.status().equals(cluster.getStatus())) {
            api.edit(changed -> {
                changed.setStatus(outcome.status());
                return changed;
            });
        }
        return outcome;
    }

    private Outcome look() {
        return look(began);
    }

    /** Until a cluster is as wanted. */
    private void settle() {
        for (int turn = 0; turn < TURNS; turn++) {
            Outcome outcome = look();
            controllers.move();
            if (outcome.status().phase() != null && outcome.status().phase().equals("Ready")) {
                return;
            }
        }
        throw new AssertionError("not settled: " + status());
    }

    private RobustMQClusterStatus status() {
        RobustMQClusterStatus status = api.cluster().getStatus();
        assertThat(status).isNotNull();
        return status;
    }

    private String condition(String type) {
        return status().conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(Condition::getStatus)
                .findFirst()
                .orElse("none");
    }

    private String message(String type) {
        return status().conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(Condition::getMessage)
                .findFirst()
                .orElse("none");
    }

    private List<String> sets() {
        return client.apps().statefulSets().inNamespace(ApiServer.NAMESPACE).list().getItems().stream()
                .map(set -> set.getMetadata().getName() + ":" + set.getSpec().getReplicas())
                .sorted()
                .toList();
    }

    private List<String> events() {
        return client.v1().events().inNamespace(ApiServer.NAMESPACE).list().getItems().stream()
                .map(Event::getReason)
                .toList();
    }

    private Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        Stream.<List<? extends HasMetadata>>of(
                        client.apps()
                                .statefulSets()
                                .inNamespace(ApiServer.NAMESPACE)
                                .list()
                                .getItems(),
                        client.services()
                                .inNamespace(ApiServer.NAMESPACE)
                                .list()
                                .getItems(),
                        client.configMaps()
                                .inNamespace(ApiServer.NAMESPACE)
                                .list()
                                .getItems(),
                        client.secrets().inNamespace(ApiServer.NAMESPACE).list().getItems(),
                        client.v1()
                                .events()
                                .inNamespace(ApiServer.NAMESPACE)
                                .list()
                                .getItems(),
                        List.of(api.cluster()))
                .flatMap(List::stream)
                .forEach(object -> versions.put(
                        object.getKind() + "/" + object.getMetadata().getName(),
                        object.getMetadata().getResourceVersion()));
        return versions;
    }

    @Test
    void aClusterIsMadeFromThePlacementCentreOn() {
        api.create("");

        look();
        assertThat(sets()).containsExactly("demo-placement:3");
        assertThat(condition("Ready")).isEqualTo("False");
        assertThat(status().phase()).isEqualTo("Progressing");

        settle();
        assertThat(sets()).containsExactly("demo-broker:2", "demo-journal:3", "demo-placement:3");
        assertThat(controllers.made())
                .startsWith("demo-placement-0", "demo-placement-1", "demo-placement-2", "demo-journal-0")
                .endsWith("demo-broker-0", "demo-broker-1");
        assertThat(condition("Ready")).isEqualTo("True");
        assertThat(condition("Progressing")).isEqualTo("False");
        assertThat(status().version()).isEqualTo("0.1.0");
        assertThat(status().observedGeneration())
                .isEqualTo(api.cluster().getMetadata().getGeneration());
        assertThat(status().broker().ready()).isEqualTo(2);
        assertThat(status().selector()).contains("app.kubernetes.io/component=broker");
        assertThat(events()).contains("CreateSet");
    }

    @Test
    void whatIsAsWantedIsLeftAlone() {
        api.create("");
        settle();
        look();
        Map<String, String> before = versions();

        Outcome outcome = look(began.plusSeconds(600));

        assertThat(versions()).isEqualTo(before);
        assertThat(outcome.again()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aClusterThatKeepsNoMessagesInAJournalHasNone() {
        api.create(", storageAdapter: {type: rocksdb}");

        settle();

        assertThat(sets()).containsExactly("demo-broker:2", "demo-placement:3");
        assertThat(status().journal()).isNull();
    }

    @Test
    void secretsAreMadeOnceAndFollowWhatTheyAreMadeOf() {
        api.create("");
        look();
        List<String> names = client.secrets().inNamespace(ApiServer.NAMESPACE).list().getItems().stream()
                .map(secret -> secret.getMetadata().getName())
                .sorted()
                .toList();
        assertThat(names).containsExactly("demo-access", "demo-admin", "demo-ca", "demo-tls", "demo-token");
        Secret access = secret("demo-access");

        client.secrets().inNamespace(ApiServer.NAMESPACE).withName("demo-admin").edit(secret -> {
            secret.getData().put("password", "bmV3");
            return secret;
        });
        look();

        assertThat(secret("demo-access").getData()).isNotEqualTo(access.getData());
        assertThat(secret("demo-token")).isEqualTo(secret("demo-token"));
    }

    private Secret secret(String name) {
        return client.secrets().inNamespace(ApiServer.NAMESPACE).withName(name).get();
    }

    @Test
    void aSecretThatIsNamedAndNotThereIsSaid() {
        api.create(", auth: {adminSecretName: theirs}");

        look();
        look();

        assertThat(status().phase()).isEqualTo("Refused");
        assertThat(message("Ready")).contains("theirs");
        assertThat(sets()).isEmpty();
        assertThat(events()).containsExactly("SecretMissing");
    }

    @Test
    void whatOthersChangeOfOursIsPutRightAndWhatNobodyAsksForGoes() {
        api.create(", listeners: [{name: mqtt, protocol: mqtt, port: 1883},"
                + " {name: outside, protocol: mqtts, port: 8883, type: LoadBalancer}]");
        settle();
        client.services().inNamespace(ApiServer.NAMESPACE).withName("demo-mqtt").edit(service -> {
            service.getSpec().getPorts().getFirst().setPort(1);
            return service;
        });

        api.respecify("");
        look();

        assertThat(client.services().inNamespace(ApiServer.NAMESPACE).list().getItems())
                .extracting(service -> service.getMetadata().getName())
                .containsExactlyInAnyOrder("demo-placement", "demo-journal", "demo-broker", "demo-mqtt");
        Service service = client.services()
                .inNamespace(ApiServer.NAMESPACE)
                .withName("demo-mqtt")
                .get();
        assertThat(service.getSpec().getPorts())
                .extracting(port -> port.getPort())
                .containsExactly(1883, 8883);
    }

    @Test
    void aVoteIsTakenAwayBeforeItsPod() {
        api.create("");
        settle();

        api.respecify(", placement: {replicas: 1}");
        look();
        assertThat(servers.asked()).containsExactly("remove 2");
        assertThat(sets()).contains("demo-placement:3");

        settle();
        assertThat(servers.asked()).containsExactly("remove 2", "remove 1");
        assertThat(sets()).contains("demo-placement:1");
        assertThat(client.persistentVolumeClaims()
                        .inNamespace(ApiServer.NAMESPACE)
                        .withName("data-demo-placement-2")
                        .get())
                .isNull();
    }

    @Test
    void whatAServerRefusesIsSaidAndTriedAgain() {
        api.create("");
        settle();
        servers.refuse("WOULD_LOSE_QUORUM: too few answer");

        api.respecify(", placement: {replicas: 1}");
        Outcome outcome = look();
        look();

        assertThat(outcome.again()).isEqualTo(Duration.ofSeconds(3));
        assertThat(status().doing()).contains("WOULD_LOSE_QUORUM");
        assertThat(sets()).contains("demo-placement:3");
        assertThat(events()).containsOnlyOnce("ServerRefused");
        servers.refuse("");
        settle();
        assertThat(sets()).contains("demo-placement:1");
    }

    @Test
    void aJournalNodeIsEmptiedBeforeItsPodGoes() {
        api.create(", journal: {replicas: 4}");
        settle();
        servers.holds(3, 16);

        api.respecify(", journal: {replicas: 3}");
        look();

        assertThat(servers.asked()).containsExactly("evacuate 3");
        assertThat(sets()).contains("demo-journal:4");
        settle();
        assertThat(sets()).contains("demo-journal:3");
    }

    @Test
    void aBrokerIsDrainedBeforeItsPodGoesAndServesWhenItIsBack() {
        api.create(", broker: {replicas: 3}");
        settle();
        for (int broker = 0; broker < 3; broker++) {
            servers.serves(broker, 2);
        }

        api.respecify(", broker: {replicas: 2}");
        look();
        assertThat(servers.asked()).containsExactly("drain 2");
        assertThat(sets()).contains("demo-broker:3");
        settle();
        assertThat(sets()).contains("demo-broker:2");

        api.respecify(", broker: {replicas: 2, resources: {requests: {cpu: '1'}}}");
        settle();
        assertThat(servers.asked()).containsExactly("drain 2", "drain 1", "serve 1", "drain 0", "serve 0");
        assertThat(status().broker().updated()).isEqualTo(2);
    }

    @Test
    void aNewTemplateReachesOnePodAfterTheOtherTheLeaderLast() {
        api.create("");
        settle();
        servers.lead(1);
        int before = controllers.made().size();

        api.respecify(", placement: {resources: {requests: {cpu: '1'}}}");
        settle();

        assertThat(controllers.made().subList(before, controllers.made().size()))
                .containsExactly("demo-placement-2", "demo-placement-0", "demo-placement-1");
        assertThat(status().placement().updated()).isEqualTo(3);
    }

    @Test
    void aTemplateThatDoesNotStartStopsTheRollAndIsTold() {
        api.create("");
        settle();
        List<String> before = new ArrayList<>(controllers.made());
        controllers.breakPods(pod -> controllers.made().size() > before.size()
                && pod.getMetadata().getName().equals(controllers.made().getLast()));

        api.respecify(", broker: {config: {network.backlog: '99'}}");
        for (int turn = 0; turn < 10; turn++) {
            look(began.plusSeconds(3_600));
            controllers.move();
        }

        assertThat(controllers.made()).hasSize(before.size() + 1);
        assertThat(status().phase()).isEqualTo("Stuck");
        assertThat(message("Refused")).contains("does not become ready");
        assertThat(events()).containsOnlyOnce("RollStuck");
    }

    private boolean hasClaim(String name) {
        return client.persistentVolumeClaims()
                        .inNamespace(ApiServer.NAMESPACE)
                        .withName(name)
                        .get()
                != null;
    }

    @Test
    void theVolumeOfABrokerThatWentGoes() {
        api.create(", broker: {replicas: 3}");
        settle();
        assertThat(hasClaim("data-demo-broker-2")).isTrue();
        api.respecify(", broker: {replicas: 2}");
        settle();
        assertThat(sets()).contains("demo-broker:2");
        assertThat(hasClaim("data-demo-broker-2")).isFalse();
    }

    @Test
    void theVolumeOfABrokerThatKeepsSessionsStays() {
        api.create(", broker: {replicas: 3}, storageAdapter: {type: rocksdb}");
        settle();
        api.respecify(", broker: {replicas: 2}, storageAdapter: {type: rocksdb}");
        settle();
        assertThat(sets()).contains("demo-broker:2");
        assertThat(hasClaim("data-demo-broker-2")).isTrue();
    }

    @Test
    void volumesGrowWhilePodsStay() {
        api.create("");
        settle();
        int before = controllers.made().size();

        api.respecify(", broker: {storage: {size: 2Gi}}");
        settle();

        assertThat(controllers.made()).hasSize(before);
        assertThat(client.persistentVolumeClaims()
                        .inNamespace(ApiServer.NAMESPACE)
                        .withName("data-demo-broker-1")
                        .get()
                        .getSpec()
                        .getResources()
                        .getRequests()
                        .get("storage")
                        .getNumericalAmount()
                        .longValue())
                .isEqualTo(2L << 30);
        StatefulSet set = client.apps()
                .statefulSets()
                .inNamespace(ApiServer.NAMESPACE)
                .withName("demo-broker")
                .get();
        assertThat(set.getSpec()
                        .getVolumeClaimTemplates()
                        .getFirst()
                        .getSpec()
                        .getResources()
                        .getRequests()
                        .get("storage"))
                .hasToString("2Gi");
    }

    @Test
    void aReleaseThatCannotBeReachedIsRefusedAndTheRestGoesOn() {
        api.create("");
        settle();

        api.edit(cluster -> {
            RobustMQCluster next = ApiServer.read(", broker: {replicas: 3}");
            cluster.setSpec(io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
                            io.fabric8.kubernetes.client.utils.Serialization.asJson(next)
                                    .replace("\"version\":\"0.1.0\"", "\"version\":\"0.3.0\""),
                            RobustMQCluster.class)
                    .getSpec());
            return cluster;
        });
        for (int turn = 0; turn < 10; turn++) {
            look();
            controllers.move();
        }

        assertThat(condition("Refused")).isEqualTo("True");
        assertThat(message("Refused")).contains("a minor release is left out");
        assertThat(sets()).contains("demo-broker:3");
        assertThat(status().version()).isEqualTo("0.1.0");
        assertThat(events()).containsOnlyOnce("SkipsARelease");
    }

    @Test
    void aPausedResourceIsLookedAtAndNothingElse() {
        api.create(", paused: true");

        look();

        assertThat(sets()).isEmpty();
        assertThat(status().phase()).isEqualTo("Paused");
        assertThat(condition("Paused")).isEqualTo("True");
    }
}
