package io.robustmq.config.testkit.process;

import java.time.Duration;
import java.util.List;

/** A process whose disk is slow: whatever it forces there takes longer. For Linux with {@code strace} and the right to trace. */
public final class SlowDisk {
    private static final String[] PROBE = {"strace", "-D", "-f", "-qq", "-o", "/dev/null", "true"};

    private SlowDisk() {}

    /** Whether it can be had here. */
    public static boolean isPossible() {
        return Programs.succeeds(PROBE);
    }

    /** Skips the test where it cannot be had. */
    public static void require() {
        Programs.require("strace, and the right to trace", PROBE);
    }

    /**
     * What starts a process like that; it is the process that is given to it which is killed or paused by its id.
     *
     * @param longer what is added to each {@code fsync} and {@code fdatasync}
     */
    public static List<String> command(Duration longer) {
        return List.of(
                "strace",
                "-D", // beside the process, not in its place
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                "inject=fsync,fdatasync:delay_exit=" + longer.toNanos() / 1_000);
    }
}
