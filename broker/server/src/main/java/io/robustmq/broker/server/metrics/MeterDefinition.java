package io.robustmq.broker.server.metrics;

import io.robustmq.broker.server.lifecycle.Broker;
import io.robustmq.broker.storage.spi.Shard;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One meter: what it is called, what it means, and where its figures come from. Reading costs the broker nothing: the
 * figures are counted anyway, by those who do the work.
 *
 * @param name with dots; Prometheus shows underscores, the unit, and {@code _total} behind counters
 * @param unit {@code bytes}, {@code seconds}, or null where things are counted
 * @param label the name of the label that tells the series apart, or null if there is one series
 */
public record MeterDefinition(
        String name,
        Type type,
        @Nullable String unit,
        String description,
        @Nullable String label,
        Figures figures) {

    /** Whether a figure goes up and down, or only up from the start of the process, or is many sorted by size. */
    public enum Type {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    /** Where figures come from. */
    public sealed interface Figures {}

    /** One for each value of the label, which are known beforehand. */
    public record Known(List<Series> series) implements Figures {}

    /** One for each shard of the storage; how many these are shows when it is open. */
    public record OfShards(ToDoubleFunction<Shard> value) implements Figures {}

    /** The times that writes to storage take. */
    public record WriteTimes() implements Figures {}

    /**
     * One figure.
     *
     * @param labelValue empty if there is no label
     */
    public record Series(String labelValue, ToDoubleFunction<Broker> value) {}

    /** The series that are known beforehand. */
    public List<Series> series() {
        return figures instanceof Known known ? known.series() : List.of();
    }

    /** The name as Prometheus shows it; of a histogram, what its parts begin with. */
    public String prometheusName() {
        String withUnit = name.replace('.', '_') + (unit == null || name.endsWith(unit) ? "" : "_" + unit);
        return type == Type.COUNTER ? withUnit + "_total" : withUnit;
    }
}
