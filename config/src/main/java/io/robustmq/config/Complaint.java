package io.robustmq.config;

import java.util.List;
import java.util.stream.Collectors;

/** What the user reads when the configuration cannot be used. */
public final class Complaint {

    private Complaint() {}

    public static String text(Program<?> program, List<Problem> problems) {
        return problems.stream()
                .map(problem -> "  " + problem)
                .collect(Collectors.joining(
                        System.lineSeparator(),
                        program.name() + ": the configuration cannot be used" + System.lineSeparator(),
                        System.lineSeparator() + "All settings are described in " + program.reference()));
    }
}
