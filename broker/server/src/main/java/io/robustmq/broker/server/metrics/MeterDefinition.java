package io.robustmq.broker.server.metrics;

import io.robustmq.broker.server.lifecycle.Broker;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One meter: what it is called, what it means, and where its figures come from. Reading costs the broker nothing: the
 * figures are counted anyway, by those who do the work.
 *
 * @param name with dots; Prometheus shows underscores, the unit, and {@code _total} behind counters
 * @param unit {@code bytes}, or null where things are counted
 * @param label the name of the label that tells the series apart, or null if there is one series
 * @param series one for each value of the label
 */
public record MeterDefinition(
        String name,
        Type type,
        @Nullable String unit,
        String description,
        @Nullable String label,
        List<Series> series) {

    /** Whether a figure goes up and down, or only up from the start of the process. */
    public enum Type {
        GAUGE,
        COUNTER
    }

    /**
     * One figure.
     *
     * @param labelValue empty if there is no label
     */
    public record Series(String labelValue, ToDoubleFunction<Broker> value) {}

    /** The name as Prometheus shows it. */
    public String prometheusName() {
        String withUnit = name.replace('.', '_') + (unit == null || name.endsWith(unit) ? "" : "_" + unit);
        return type == Type.COUNTER ? withUnit + "_total" : withUnit;
    }
}
