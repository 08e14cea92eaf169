package io.robustmq.broker.core.cluster;

import java.util.Map;

/**
 * One broker's statistics at one moment.
 *
 * @param nodeId the broker's number, as its {@code $SYS} topics have it
 * @param values by what its topics are called below {@code $SYS/brokers/{node id}/}
 */
public record NodeFigures(int nodeId, Map<String, String> values) {
    public NodeFigures {
        values = Map.copyOf(values);
    }
}
