package io.robustmq.broker.server.lifecycle;

import io.robustmq.broker.server.config.load.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** What the user reads when the configuration cannot be used. */
final class Complaint {

    private Complaint() {}

    static String text(List<Problem> problems) {
        return problems.stream()
                .map(problem -> "  " + problem)
                .collect(Collectors.joining(
                        System.lineSeparator(),
                        "RobustMQ broker: the configuration cannot be used" + System.lineSeparator(),
                        System.lineSeparator() + "All settings are described in src-docs/reference/configuration.md"));
    }
}
