package io.robustmq.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robustmq.crds.testkit.Admission;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.cluster.AdapterType;
import io.robustmq.crds.v1alpha1.cluster.Protocol;
import io.robustmq.crds.v1alpha1.cluster.TlsMode;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is let in as a {@code RobustMQCluster}, what it is filled up with, and what is turned away. */
class ClusterAdmissionTest {

    private static final String SIX_LINES = """
            apiVersion: robustmq.io/v1alpha1
            kind: RobustMQCluster
            metadata:
              name: demo
            spec:
              version: 0.1.0
            """;

    private static Admission admission;

    @BeforeAll
    static void readsTheManifest() throws IOException {
        admission = Admission.of("robustmqclusters.robustmq.io-v1.yml");
    }

    /** The six lines with these beside the version, as flow YAML. */
    private static JsonNode cluster(String spec) {
        try {
            return Admission.yaml(SIX_LINES
                    .replace("version: 0.1.0", "{version: 0.1.0, " + spec + "}")
                    .replace("spec:\n  {", "spec: {"));
        } catch (IOException fault) {
            throw new IllegalArgumentException(spec, fault);
        }
    }

    @Test
    void sixLinesAreEnough() throws IOException {
        JsonNode resource = Admission.yaml(SIX_LINES);

        assertThat(admission.create(resource)).isEmpty();
        var spec = Serialization.unmarshal(admission.defaulted(resource).toString(), RobustMQCluster.class)
                .getSpec();
        assertThat(spec.placement().replicas()).isEqualTo(3);
        assertThat(spec.journal().replicas()).isEqualTo(3);
        assertThat(spec.journal().replicationFactor()).isEqualTo(3);
        assertThat(spec.broker().replicas()).isEqualTo(2);
        assertThat(spec.broker().evacuation().connectionsPerSecond()).isEqualTo(500);
        assertThat(spec.placement().storage().size()).isEqualTo("5Gi");
        assertThat(spec.placement().storage().retain()).isTrue();
        assertThat(spec.storageAdapter().type()).isEqualTo(AdapterType.JOURNAL);
        assertThat(spec.tls().mode()).isEqualTo(TlsMode.SELF_SIGNED);
        assertThat(spec.auth().allowAnonymous()).isFalse();
        assertThat(spec.listeners()).extracting("protocol").containsExactly(Protocol.MQTT, Protocol.MQTTS);
        assertThat(spec.paused()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "placement: {replicas: 1}",
                "placement: {replicas: 7}",
                "broker: {replicas: 0}",
                "journal: {replicas: 1, replicationFactor: 1}",
                "broker: {storage: {size: 1.5Gi, storageClassName: fast}}",
                "broker: {pdb: {maxUnavailable: 2}}",
                "broker: {pod: {tolerations: [{key: mqtt, operator: Exists}], affinity: {nodeAffinity: {}}}}",
                "tls: {mode: Secret, secretName: cert}",
                "tls: {mode: CertManager, issuer: {name: letsencrypt}}",
                "tls: {mode: Disabled}, listeners: [{name: mqtt, protocol: mqtt, port: 1883}]",
                "storageAdapter: {type: mysql, mysql: {url: 'mysql://db:3306/mq', secretName: db}}",
                "storageAdapter: {type: s3, s3: {bucket: messages}}",
                "autoscaling: {broker: {min: 2, max: 9, targetCPU: 70}}",
                "backup: {schedule: '0 3 * * *', destination: 's3://backups/demo'}",
                "config: {log.level: DEBUG}"
            })
    void isLetIn(String spec) {
        assertThat(admission.create(cluster(spec))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "placement: {replicas: 2} | 1, 3, 5 or 7 members",
                "journal: {replicas: 100} | more than 99",
                "placement: {replicas: three} | not of type integer",
                "journal: {replicas: 2} | at least as many journal nodes as copies",
                "journal: {replicas: 1, replicationFactor: 3} | at least as many journal nodes as copies",
                "journal: {replicas: 5, replicationFactor: 2} | 1 or 3 copies",
                "broker: {storage: {size: lots}} | does not match",
                "broker: {storage: {storageClassName: fast}} | size: is missing",
                "broker: {pdb: {minAvailable: 1, maxUnavailable: 1}} | either minAvailable or maxUnavailable",
                "broker: {evacuation: {waitTakeoverSeconds: 60, timeoutSeconds: 30}} | covers waitTakeoverSeconds",
                "broker: {antiAffinity: Never} | none of",
                "broker: {replica: 3} | replica: is unknown",
                "tls: {mode: Secret} | secretName is given with mode Secret",
                "tls: {secretName: cert} | secretName is given with mode Secret",
                "tls: {mode: CertManager} | issuer is given with mode CertManager",
                "tls: {mode: CertManager, issuer: {name: x, kind: Vault}} | does not match",
                "tls: {mode: Disabled} | listeners mqtts and wss need tls.mode",
                "listeners: [] | shorter than 1",
                "listeners: [{name: MQTT, protocol: mqtt, port: 1883}] | does not match",
                "listeners: [{name: a, protocol: mqtt, port: 1883}, {name: b, protocol: ws, port: 1883}] | a port of its own",
                "listeners: [{name: a, protocol: mqtt, port: 1883}, {name: b, protocol: mqtt, port: 1884}] | one listener of each",
                "listeners: [{name: a, protocol: mqtt, port: 1883}, {name: a, protocol: ws, port: 1884}] | is there twice",
                "storageAdapter: {type: mysql} | mysql is given with type mysql",
                "storageAdapter: {s3: {bucket: messages}} | s3 is given with type s3",
                "autoscaling: {broker: {min: 3, max: 2}} | min is at most max",
                "autoscaling: {broker: {targetCPU: 70}} | max: is missing",
                "backup: {schedule: '0 3 * * *', destination: /backups} | does not match"
            })
    void isTurnedAway(String spec, String why) {
        assertThat(admission.create(cluster(spec))).singleElement().asString().contains(why);
    }

    @Test
    void aClusterHasAVersionOrAnImage() throws IOException {
        assertThat(admission.create(Admission.yaml(SIX_LINES.replace("version: 0.1.0", "paused: true"))))
                .containsExactly(".spec: either version or image is given");
        assertThat(admission.create(Admission.yaml(SIX_LINES.replace("version: 0.1.0", "image: here/robustmq"))))
                .isEmpty();
        assertThat(admission.create(Admission.yaml(SIX_LINES.replace("0.1.0", "latest"))))
                .singleElement()
                .asString()
                .contains("does not match");
    }

    @Test
    void aNameLeavesRoomForThoseOfPods() throws IOException {
        assertThat(admission.create(Admission.yaml(SIX_LINES.replace("demo", "d".repeat(40)))))
                .isEmpty();
        assertThat(admission.create(Admission.yaml(SIX_LINES.replace("demo", "d".repeat(41)))))
                .containsExactly(": the name has at most 40 letters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "placement: {replicas: 3} | placement: {replicas: 5}",
                "placement: {replicas: 3} | placement: {replicas: 1}",
                "broker: {storage: {size: 1Gi}} | broker: {storage: {size: 1024Mi}}",
                "broker: {storage: {size: 900Mi}} | broker: {storage: {size: 1Gi}}",
                "journal: {storage: {size: 20Gi}} | journal: {storage: {size: 1Ti}}",
                "tls: {mode: SelfSigned} | tls: {mode: Secret, secretName: cert}"
            })
    void mayBeChanged(String before, String after) {
        assertThat(admission.update(cluster(before), cluster(after))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "broker: {storage: {size: 1Gi}} | broker: {storage: {size: 1000Mi}} | never shrinks",
                "journal: {storage: {size: 20Gi}} | journal: {storage: {size: 20G}} | never shrinks",
                "journal: {storage: {size: 1Ti}} | paused: true | never shrinks",
                "broker: {storage: {size: 1Gi}} | broker: {storage: {size: 1Gi, storageClassName: a}} | cannot be changed",
                "broker: {storage: {size: 1Gi, storageClassName: a}} | broker: {storage: {size: 1Gi, storageClassName: b}} | cannot",
                "broker: {storage: {size: 1Gi, storageClassName: a}} | broker: {storage: {size: 1Gi}} | cannot be changed",
                "journal: {replicas: 5} | journal: {replicas: 5, replicationFactor: 1} | replicationFactor cannot be changed",
                "paused: false | storageAdapter: {type: local} | storageAdapter.type cannot be changed"
            })
    void mayNotBeChanged(String before, String after, String why) {
        assertThat(admission.update(cluster(before), cluster(after)))
                .singleElement()
                .asString()
                .contains(why);
    }

    /** Open in the schema, and in its own form in Java. */
    @Test
    void whatIsOpenInTheSchemaIsTypedInJava() {
        JsonNode resource =
                cluster("broker: {pod: {env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}}");

        assertThat(admission.create(resource)).isEmpty();
        var env = Serialization.unmarshal(admission.defaulted(resource).toString(), RobustMQCluster.class)
                .getSpec()
                .broker()
                .pod()
                .env();
        assertThat(env.getFirst().getValueFrom().getFieldRef().getFieldPath()).isEqualTo("status.podIP");
    }
}
