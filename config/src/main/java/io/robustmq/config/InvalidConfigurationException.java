package io.robustmq.config;

import java.util.List;
import java.util.stream.Collectors;

/** The server cannot start as it is configured. Carries every problem found, not only the first. */
public final class InvalidConfigurationException extends RuntimeException {

    /** The exit code of a process that was wrongly configured (EX_CONFIG of BSD's sysexits). */
    public static final int EXIT_CODE = 78;

    private final transient List<Problem> problems;

    public InvalidConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public InvalidConfigurationException(String where, String what) {
        this(List.of(new Problem(where, what)));
    }

    public List<Problem> problems() {
        return problems;
    }
}
