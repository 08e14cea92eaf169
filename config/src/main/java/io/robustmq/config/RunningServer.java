package io.robustmq.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which server this process is, if it is one. The framework asks for configuration when it builds an application, too, and
 * keeps what it finds as defaults: the settings of the machine that builds must not be among them.
 */
public final class RunningServer {

    private static volatile @Nullable Program<?> here;

    private RunningServer() {}

    /** Called by {@code main}, before anything reads configuration. */
    public static void declare(Program<?> program) {
        here = program;
    }

    static Optional<Program<?>> program() {
        return Optional.ofNullable(here);
    }
}
