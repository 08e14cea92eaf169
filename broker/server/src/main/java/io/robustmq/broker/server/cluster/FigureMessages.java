package io.robustmq.broker.server.cluster;

import io.robustmq.broker.api.v1.Figures;
import io.robustmq.broker.core.cluster.NodeFigures;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Brokers' statistics on the wire. */
final class FigureMessages {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]+(/[a-z0-9_]+){0,7}");
    private static final int MOST = 1_000;
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_VALUE = 128;

    private FigureMessages() {}

    static Figures of(NodeFigures from) {
        return Figures.newBuilder()
                .setNodeNumber(from.nodeId())
                .putAllValues(from.values())
                .build();
    }

    /** What cannot be shown under a topic is left out: topics are made of it. */
    static NodeFigures figures(Figures from) {
        return new NodeFigures(
                from.getNodeNumber(),
                from.getValuesMap().entrySet().stream()
                        .filter(value -> value.getKey().length() <= LONGEST_NAME
                                && NAME.matcher(value.getKey()).matches()
                                && value.getValue().length() <= LONGEST_VALUE)
                        .limit(MOST)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
