package io.robustmq.config.testkit.process;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Foreign programs that make faults. What cannot be had is named, and the test skipped. */
public final class Programs {

    private Programs() {}

    /** @return whether it ended well; false also where there is no such program */
    public static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void run(String... command) {
        if (!succeeds(command)) {
            throw new IllegalStateException("failed: " + List.of(command));
        }
    }

    /** The same of a line whose words are parted by blanks. */
    public static void run(String line) {
        run(line.split(" "));
    }

    /**
     * Skips the test unless the command does well.
     *
     * @param missing what it takes, for whoever reads why it was skipped
     */
    public static void require(String missing, String... command) {
        Assumptions.assumeTrue(
                succeeds(command), () -> "skipped: needs " + missing + "; tried " + Arrays.toString(command));
    }
}
