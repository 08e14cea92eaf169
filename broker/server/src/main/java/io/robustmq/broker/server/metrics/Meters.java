package io.robustmq.broker.server.metrics;

import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.server.lifecycle.Broker;
import io.robustmq.broker.server.metrics.MeterDefinition.Series;
import io.robustmq.broker.storage.spi.Shard;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Words to write the {@link MeterCatalogue} in. Names are without {@code robustmq.}, which all begin with. */
final class Meters {
    private static final String BYTES = "bytes";

    private Meters() {}

    static ToDoubleFunction<Broker> lanes(ToLongFunction<LaneCounters> count) {
        return broker -> broker.node().counters().stream().mapToLong(count).sum();
    }

    static MeterDefinition gauge(String name, String description, ToDoubleFunction<Broker> value) {
        return single(name, MeterDefinition.Type.GAUGE, null, description, value);
    }

    static MeterDefinition bytesGauge(String name, String description, ToDoubleFunction<Broker> value) {
        return single(name, MeterDefinition.Type.GAUGE, BYTES, description, value);
    }

    static MeterDefinition counter(String name, String description, ToDoubleFunction<Broker> value) {
        return single(name, MeterDefinition.Type.COUNTER, null, description, value);
    }

    static MeterDefinition bytesCounter(String name, String description, ToDoubleFunction<Broker> value) {
        return single(name, MeterDefinition.Type.COUNTER, BYTES, description, value);
    }

    static MeterDefinition counter(String name, String description, String label, List<Series> series) {
        return new MeterDefinition(
                "robustmq." + name,
                MeterDefinition.Type.COUNTER,
                null,
                description,
                label,
                new MeterDefinition.Known(series));
    }

    static MeterDefinition ofShards(
            String name, @Nullable String unit, String description, ToDoubleFunction<Shard> value) {
        return new MeterDefinition(
                "robustmq." + name,
                MeterDefinition.Type.GAUGE,
                unit,
                description,
                "shard",
                new MeterDefinition.OfShards(value));
    }

    static MeterDefinition single(
            String name,
            MeterDefinition.Type type,
            @Nullable String unit,
            String description,
            ToDoubleFunction<Broker> value) {
        return new MeterDefinition(
                "robustmq." + name,
                type,
                unit,
                description,
                null,
                new MeterDefinition.Known(List.of(new Series("", value))));
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
