package io.robustmq.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.settings.BrokerFile;
import io.robustmq.operator.model.settings.JournalFile;
import io.robustmq.operator.model.settings.PlacementFile;
import io.robustmq.operator.model.settings.Toml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers know every name they are given: it is on the page that is made from their code. */
class SettingsTest {
    private static final Path REFERENCE = Path.of("../../src-docs/reference");

    private static RobustMQCluster everything() throws IOException {
        return Models.of(
                ", storageAdapter: {type: s3, s3: {bucket: bbb, endpoint: e, region: r, prefix: p, secretName: s}},"
                        + " listeners: [{name: a, protocol: mqtts, port: 1, tls: {clientCertificates: true}}]");
    }

    @Test
    void thePlacementCentreKnowsItsSettings() throws IOException {
        var spec = everything().getSpec();
        assertThat(known("placement-configuration.md"))
                .containsAll(PlacementFile.settings(spec).keySet())
                .contains("cluster.members");
    }

    @Test
    void theJournalKnowsItsSettings() throws IOException {
        assertThat(known("journal-configuration.md"))
                .containsAll(JournalFile.settings(everything().getSpec()).keySet())
                .contains("placement_center");
    }

    @Test
    void theBrokerKnowsItsSettings() throws IOException {
        var spec = everything().getSpec();
        assertThat(known("configuration.md"))
                .containsAll(BrokerFile.settings(spec).keySet())
                .contains("placement_center", "storage.journal.servers");
        var mysql = Models.of(", storageAdapter: {type: mysql, mysql: {url: u, secretName: s}}")
                .getSpec();
        assertThat(known("configuration.md"))
                .containsAll(BrokerFile.settings(mysql).keySet());
    }

    private static List<String> known(String page) throws IOException {
        return Files.readString(REFERENCE.resolve(page))
                .lines()
                .filter(line -> line.startsWith("### `"))
                .map(line -> line.substring(5, line.length() - 1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", storageAdapter: {type: s3, s3: {bucket: bbb, secretName: s}}",
                ", storageAdapter: {type: mysql, mysql: {url: u, secretName: s}}"
            })
    void theEnvironmentIsKnown(String spec) throws IOException {
        Map<String, String> pages = Map.of(
                "demo-placement", "placement-configuration.md",
                "demo-journal", "journal-configuration.md",
                "demo-broker", "configuration.md");
        for (var set : sets(Models.of(spec)).toList()) {
            String page = Files.readString(
                    REFERENCE.resolve(pages.get(set.getMetadata().getName())));
            assertThat(set.getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getEnv())
                    .extracting(EnvVar::getName)
                    .filteredOn(name -> name.startsWith("ROBUSTMQ_"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        }
    }

    private static Stream<StatefulSet> sets(RobustMQCluster cluster) {
        return Rendering.of(cluster).stream()
                .filter(object -> object instanceof StatefulSet)
                .map(object -> (StatefulSet) object);
    }

    private static Map<String, String> revisions(String spec) throws IOException {
        return sets(Models.of(spec))
                .collect(Collectors.toMap(set -> set.getMetadata().getName(), set -> set.getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getAnnotations()
                        .get("robustmq.io/revision")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ", placement: {replicas: 5}, broker: {replicas: 9}",
                ", broker: {storage: {size: 7Gi}}",
                ", journal: {replicas: 5}",
                ", broker: {pdb: {maxUnavailable: 2}}",
                ", networkPolicy: {enabled: true}"
            })
    void whatNeedsNoRestartLeavesTheRevisions(String spec) throws IOException {
        assertThat(revisions(spec)).isEqualTo(revisions(""));
    }

    @Test
    void whatNeedsARestartChangesTheRevisionsOfThoseItIsAbout() throws IOException {
        Map<String, String> before = revisions("");

        assertThat(revisions(", broker: {config: {network.backlog: '99'}}"))
                .containsEntry("demo-placement", before.get("demo-placement"))
                .doesNotContainEntry("demo-broker", before.get("demo-broker"));
        assertThat(revisions(", journal: {config: {segments.segment_bytes: 1GiB}}"))
                .containsEntry("demo-placement", before.get("demo-placement"))
                .containsEntry("demo-broker", before.get("demo-broker"))
                .doesNotContainEntry("demo-journal", before.get("demo-journal"));
        assertThat(revisions(", placement: {resources: {requests: {cpu: '1'}}}"))
                .containsEntry("demo-broker", before.get("demo-broker"))
                .doesNotContainEntry("demo-placement", before.get("demo-placement"));
        assertThat(revisions(", config: {log.level: DEBUG}"))
                .doesNotContainEntry("demo-placement", before.get("demo-placement"))
                .doesNotContainEntry("demo-broker", before.get("demo-broker"));
    }

    @Test
    void thereIsAJournalWhereBrokersKeepMessagesInOne() throws IOException {
        assertThat(revisions("")).containsOnlyKeys("demo-placement", "demo-journal", "demo-broker");
        assertThat(revisions(", storageAdapter: {type: rocksdb}")).containsOnlyKeys("demo-placement", "demo-broker");
        assertThat(BrokerFile.text(
                        Models.of(", storageAdapter: {type: rocksdb}").getSpec(), new Names("demo", "here", "")))
                .contains("type = \"rocksdb\"")
                .doesNotContain("storage.journal");
    }

    /** What Kubernetes lets nobody change in a StatefulSet: a release that changed it would break every cluster. */
    @Test
    void whatCannotBeChangedIsFrozen() throws IOException {
        StatefulSet broker = sets(Models.of("")).toList().getLast();

        assertThat(broker.getSpec().getServiceName()).isEqualTo("demo-broker");
        assertThat(broker.getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
        assertThat(broker.getSpec().getSelector().getMatchLabels())
                .isEqualTo(Map.of(
                        "app.kubernetes.io/name", "robustmq",
                        "app.kubernetes.io/instance", "demo",
                        "app.kubernetes.io/component", "broker"));
        assertThat(broker.getSpec().getVolumeClaimTemplates())
                .extracting(claim -> claim.getMetadata().getName())
                .containsExactly("data");
    }

    @Test
    void aFileIsWrittenAsTomlHasIt() {
        assertThat(Toml.of(Map.of(
                        "data_path", "C:\\data",
                        "network.backlog", "99",
                        "auth.allow_anonymous", "true",
                        "network.tcp_port", "",
                        "cluster.members", "[\"0@a:1\"]",
                        "storage.s3.prefix", "a \"b\"")))
                .isEqualTo("""
                    data_path = "C:\\\\data"

                    [auth]
                    allow_anonymous = true

                    [cluster]
                    members = ["0@a:1"]

                    [network]
                    backlog = 99
                    tcp_port = ""

                    [storage.s3]
                    prefix = "a \\"b\\""
                    """);
    }
}
