package io.robustmq.journal.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.robustmq.journal.server.lifecycle.JournalServer;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/** Figures of the server, read when they are asked for. */
@Singleton
public class JournalMetrics implements MeterBinder {
    private final Provider<JournalServer> server;

    JournalMetrics(Provider<JournalServer> server) {
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
