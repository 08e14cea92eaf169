package io.robustmq.operator.app.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API server itself keeps to the schema of the kinds and evaluates their rules: what is let in, filled up and turned away. */
@Tag("kubernetes")
class AdmissionIT {
    private static final String VERSION = "0.1.0";

    private static RealCluster kubernetes;

    @BeforeAll
    static void begins() throws IOException {
        kubernetes = new RealCluster();
    }

    @AfterAll
    static void ends() {
        kubernetes.close();
    }

    private static void tryOut(String spec) {
        GenericKubernetesResource resource = RealCluster.resource(VERSION, spec);
        resource.getMetadata().setName("tried");
        kubernetes
                .client()
                .resource(resource)
                .inNamespace(kubernetes.namespace())
                .dryRun()
                .create();
    }

    @Test
    void sixLinesAreFilledUp() {
        var created = kubernetes
                .client()
                .resource(RealCluster.resource(VERSION, "paused: true"))
                .inNamespace(kubernetes.namespace())
                .create();
        RobustMQCluster cluster = Objects.requireNonNull(kubernetes.cluster());

        assertThat(created.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(cluster.getSpec().placement().replicas()).isEqualTo(3);
        assertThat(cluster.getSpec().journal().replicationFactor()).isEqualTo(3);
        assertThat(cluster.getSpec().broker().replicas()).isEqualTo(2);
        assertThat(cluster.getSpec().listeners()).hasSize(2);
        assertThat(kubernetes.raw("robustmqclusters/demo/scale")).contains("\"replicas\":2");

        assertThatThrownBy(() -> kubernetes.apply(VERSION, "paused: true, broker: {storage: {size: 1Mi}}"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("never shrinks");
        assertThatThrownBy(() -> kubernetes.apply(VERSION, "paused: true, storageAdapter: {type: local}"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("storageAdapter.type cannot be changed");
        kubernetes.apply(VERSION, "paused: true, broker: {storage: {size: 2Gi}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "placement: {replicas: 2} | 1, 3, 5 or 7 members",
                "journal: {replicas: 100} | less than or equal to 99",
                "placement: {replicas: three} | must be of type integer",
                "journal: {replicas: 2} | at least as many journal nodes as copies",
                "journal: {replicas: 5, replicationFactor: 2} | 1 or 3 copies",
                "broker: {storage: {size: lots}} | should match",
                "broker: {storage: {storageClassName: fast}} | Required value",
                "broker: {pdb: {minAvailable: 1, maxUnavailable: 1}} | either minAvailable or maxUnavailable",
                "broker: {evacuation: {waitTakeoverSeconds: 60, timeoutSeconds: 30}} | covers waitTakeoverSeconds",
                "broker: {antiAffinity: Never} | Unsupported value",
                "tls: {mode: Secret} | secretName is given with mode Secret",
                "tls: {mode: CertManager} | issuer is given with mode CertManager",
                "tls: {mode: Disabled} | listeners mqtts and wss need tls.mode",
                "listeners: [] | should have at least 1 items",
                "listeners: [{name: a, protocol: mqtt, port: 1883}, {name: b, protocol: ws, port: 1883}] | a port of its own",
                "listeners: [{name: a, protocol: mqtt, port: 1883}, {name: b, protocol: mqtt, port: 1884}] | one listener of each",
                "listeners: [{name: a, protocol: mqtt, port: 1883}, {name: a, protocol: ws, port: 1884}] | Duplicate value",
                "storageAdapter: {type: mysql} | mysql is given with type mysql",
                "storageAdapter: {s3: {bucket: messages}} | s3 is given with type s3",
                "autoscaling: {broker: {min: 3, max: 2}} | min is at most max",
                "backup: {schedule: '0 3 * * *', destination: /backups} | should match"
            })
    void isTurnedAway(String spec, String why) {
        assertThatThrownBy(() -> tryOut(spec))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "placement: {replicas: 7}",
                "journal: {replicas: 1, replicationFactor: 1}",
                "broker: {storage: {size: 1.5Gi, storageClassName: fast}}",
                "broker: {pod: {tolerations: [{key: mqtt, operator: Exists}], affinity: {nodeAffinity: {}}}}",
                "tls: {mode: CertManager, issuer: {name: letsencrypt}}",
                "storageAdapter: {type: mysql, mysql: {url: 'mysql://db:3306/mq', secretName: db}}",
                "autoscaling: {broker: {min: 2, max: 9, targetCPU: 70}}",
                "backup: {schedule: '0 3 * * *', destination: 's3://backups/demo'}",
                "config: {log.level: DEBUG}"
            })
    void isLetIn(String spec) {
        tryOut(spec);
    }
}
