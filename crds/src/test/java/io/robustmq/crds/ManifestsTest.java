package io.robustmq.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robustmq.crds.testkit.Admission;
import io.robustmq.crds.testkit.CrdManifests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is checked in is what the Java model says; {@code -Dregenerate} writes it anew. */
class ManifestsTest {

    private static final Map<String, String> MADE = CrdManifests.made();

    static Stream<String> files() {
        return MADE.keySet().stream();
    }

    @Test
    void noFileIsLeftOver() throws IOException {
        try (Stream<Path> files = Files.list(CrdManifests.folder())) {
            if (System.getProperty("regenerate") == null) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(MADE.keySet());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theManifestSaysWhatTheModelSays(String name) throws IOException {
        Path file = CrdManifests.folder().resolve(name);
        if (System.getProperty("regenerate") != null) {
            Files.writeString(file, MADE.get(name));
        }
        assertThat(file)
                .as("%s is made of the Java model: write it anew with -Dregenerate", name)
                .exists()
                .content()
                .isEqualTo(MADE.get(name));
    }

    @ParameterizedTest
    @MethodSource("files")
    void anApiServerTakesTheSchema(String name) throws IOException {
        assertThat(Admission.of(name).faultsOfSchema()).isEmpty();
    }

    /** {@code kubectl apply} keeps a copy in an annotation, of at most 256 KiB. */
    @ParameterizedTest
    @MethodSource("files")
    void theManifestFitsIntoAnAnnotation(String name) {
        assertThat(MADE.get(name).getBytes(StandardCharsets.UTF_8).length).isLessThan(200_000);
    }

    @Test
    void theClusterHasStatusScaleAndColumns() {
        var version = Serialization.unmarshal(
                        MADE.get("robustmqclusters.robustmq.io-v1.yml"), CustomResourceDefinition.class)
                .getSpec()
                .getVersions()
                .getFirst();

        assertThat(version.getSubresources().getStatus()).isNotNull();
        assertThat(version.getSubresources().getScale().getSpecReplicasPath()).isEqualTo(".spec.broker.replicas");
        assertThat(version.getSubresources().getScale().getStatusReplicasPath()).isEqualTo(".status.broker.replicas");
        assertThat(version.getSubresources().getScale().getLabelSelectorPath()).isEqualTo(".status.selector");
        assertThat(version.getAdditionalPrinterColumns())
                .extracting("name")
                .containsExactlyInAnyOrder("Version", "Phase", "Brokers ready", "Doing", "Age");
    }

    @Test
    void namesAreThoseThatUsersRelyOn() {
        var crd = Serialization.unmarshal(
                MADE.get("robustmqclusters.robustmq.io-v1.yml"), CustomResourceDefinition.class);

        assertThat(crd.getSpec().getGroup()).isEqualTo("robustmq.io");
        assertThat(crd.getSpec().getNames().getKind()).isEqualTo("RobustMQCluster");
        assertThat(crd.getSpec().getNames().getPlural()).isEqualTo("robustmqclusters");
        assertThat(crd.getSpec().getNames().getShortNames()).containsExactly("rmq");
        assertThat(crd.getSpec().getVersions()).extracting("name").containsExactly("v1alpha1");
    }
}
