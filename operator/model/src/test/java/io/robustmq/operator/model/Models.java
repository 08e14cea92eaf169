package io.robustmq.operator.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robustmq.crds.testkit.Admission;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Resources as an API server hands them on: let in, and with all defaults. */
final class Models {
    private static final Admission ADMISSION = admission();

    private Models() {}

    private static Admission admission() {
        try {
            return Admission.of("robustmqclusters.robustmq.io-v1.yml");
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    static RobustMQCluster read(String yaml) throws IOException {
        JsonNode resource = Admission.yaml(yaml);
        if (!ADMISSION.create(resource).isEmpty()) {
            throw new IllegalArgumentException(ADMISSION.create(resource).toString());
        }
        return Serialization.unmarshal(ADMISSION.defaulted(resource).toString(), RobustMQCluster.class);
    }

    static RobustMQCluster of(String spec) throws IOException {
        return read("metadata: {name: demo, namespace: here}\nspec: {version: 0.1.0" + spec + "}");
    }
}
