package io.robustmq.placement.server.metrics;

import io.robustmq.placement.server.lifecycle.PlacementServer;
import java.util.function.ToDoubleFunction;

/**
 * One figure of the member: what it is called, what it means, and where it comes from. Reading it costs the member nothing.
 *
 * @param name with dots; Prometheus shows underscores
 * @param value {@code NaN} while there is none
 */
public record MeterDefinition(String name, String description, ToDoubleFunction<PlacementServer> value) {

    /** The name as Prometheus shows it. */
    public String prometheusName() {
        return name.replace('.', '_');
    }
}
