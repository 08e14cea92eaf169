package io.robustmq.journal.server.metrics;

import io.robustmq.journal.server.lifecycle.JournalServer;
import java.util.function.ToDoubleFunction;

/**
 * One figure of the server: what it is called, what it means, and where it comes from.
 *
 * @param name with dots; Prometheus shows underscores
 */
public record MeterDefinition(String name, String description, ToDoubleFunction<JournalServer> value) {

    /** The name as Prometheus shows it. */
    public String prometheusName() {
        return name.replace('.', '_');
    }
}
