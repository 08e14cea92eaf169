package io.robustmq.placement.server.lifecycle;

import io.robustmq.placement.server.centre.Centre;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A leader that stops hands over before, so that nobody has to wait for an election. */
final class Successor {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private Successor() {}

    static void handOver(Centre centre) {
        if (!centre.leads() || centre.node().members().size() < 2) {
            return;
        }
        try {
            centre.membership().transferLeadership("", PATIENCE).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // the others elect one
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
