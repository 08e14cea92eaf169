package io.robustmq.placement.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.robustmq.placement.server.lifecycle.PlacementServer;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/** Figures of the member, read when they are asked for. Times of calls are in {@code RpcTimes}. */
@Singleton
public class PlacementMetrics implements MeterBinder {

    private final Provider<PlacementServer> server;

    PlacementMetrics(Provider<PlacementServer> server) {
        this.server = server;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (MeterDefinition meter : MeterCatalogue.all()) {
            Gauge.builder(meter.name(), () -> meter.value().applyAsDouble(server.get()))
                    .description(meter.description())
                    .register(registry);
        }
    }
}
