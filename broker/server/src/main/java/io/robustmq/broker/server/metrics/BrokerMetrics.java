package io.robustmq.broker.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.robustmq.broker.server.lifecycle.BrokerLifecycle;
import io.robustmq.broker.server.metrics.MeterDefinition.Series;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** Shows every meter of {@link MeterCatalogue} to whoever scrapes. Before the broker has started there are no figures. */
@Singleton
public class BrokerMetrics implements MeterBinder {

    private final BrokerLifecycle lifecycle;

    BrokerMetrics(BrokerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (MeterDefinition meter : MeterCatalogue.all()) {
            meter.series().forEach(series -> register(meter, series, registry));
        }
    }

    private void register(MeterDefinition meter, Series series, MeterRegistry registry) {
        ToDoubleFunction<BrokerLifecycle> value =
                source -> source.broker().map(series.value()::applyAsDouble).orElse(Double.NaN);
        Tags tags = meter.label() == null ? Tags.empty() : Tags.of(meter.label(), series.labelValue());
        switch (meter.type()) {
            case GAUGE ->
                Gauge.builder(meter.name(), lifecycle, value)
                        .description(meter.description())
                        .baseUnit(meter.unit())
                        .tags(tags)
                        .register(registry);
            case COUNTER ->
                FunctionCounter.builder(meter.name(), lifecycle, value)
                        .description(meter.description())
                        .baseUnit(meter.unit())
                        .tags(tags)
                        .register(registry);
        }
    }
}
