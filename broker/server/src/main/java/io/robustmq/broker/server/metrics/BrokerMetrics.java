package io.robustmq.broker.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.robustmq.broker.server.lifecycle.Broker;
import io.robustmq.broker.server.lifecycle.BrokerLifecycle;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** Shows every meter of {@link MeterCatalogue} to whoever scrapes. Before the broker has started there are no figures. */
@Singleton
public class BrokerMetrics implements MeterBinder {

    private static final Duration[] WRITE_TIMES = LongStream.of(
                    100,
                    250,
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    10_000_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
            .toArray(Duration[]::new);

    private final BrokerLifecycle lifecycle;

    BrokerMetrics(BrokerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (MeterDefinition meter : MeterCatalogue.all()) {
            switch (meter.figures()) {
                case MeterDefinition.Known known ->
                    known.series().forEach(series -> register(meter, series.labelValue(), series.value(), registry));
                case MeterDefinition.OfShards each ->
                    lifecycle.whenStarted(broker -> registerShards(broker, meter, each, registry));
                case MeterDefinition.WriteTimes _ -> registerWriteTimes(meter, registry);
            }
        }
    }

    private void registerShards(
            Broker started, MeterDefinition meter, MeterDefinition.OfShards each, MeterRegistry registry) {
        for (int i = 0; i < started.storage().shards(); i++) {
            int shard = i;
            register(
                    meter,
                    Integer.toString(shard),
                    broker -> each.value().applyAsDouble(broker.storage().shard(shard)),
                    registry);
        }
    }

    private void registerWriteTimes(MeterDefinition meter, MeterRegistry registry) {
        Timer timer = Timer.builder(meter.name())
                .description(meter.description())
                .serviceLevelObjectives(WRITE_TIMES)
                .register(registry);
        lifecycle.whenStarted(
                broker -> broker.storage().reportWriteTimes(nanos -> timer.record(nanos, TimeUnit.NANOSECONDS)));
    }

    private void register(
            MeterDefinition meter, String labelValue, ToDoubleFunction<Broker> figure, MeterRegistry registry) {
        ToDoubleFunction<BrokerLifecycle> value =
                source -> source.broker().map(figure::applyAsDouble).orElse(Double.NaN);
        Tags tags = meter.label() == null ? Tags.empty() : Tags.of(meter.label(), labelValue);
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
            case HISTOGRAM -> throw new IllegalStateException(meter.name() + " has no single figure");
        }
    }
}
