package io.robustmq.operator.model.naming;

import io.robustmq.crds.v1alpha1.cluster.AdapterType;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import java.util.List;

/** The parts of a cluster, in the order in which they are made. */
public enum Part {
    PLACEMENT("placement"),
    JOURNAL("journal"),
    BROKER("broker");

    private final String word;

    Part(String word) {
        this.word = word;
    }

    /** Those that this cluster has: a journal only where brokers keep messages in one. */
    public static List<Part> of(RobustMQClusterSpec spec) {
        return spec.storageAdapter().type() == AdapterType.JOURNAL ? List.of(values()) : List.of(PLACEMENT, BROKER);
    }

    /** As in names and labels. */
    public String word() {
        return word;
    }
}
