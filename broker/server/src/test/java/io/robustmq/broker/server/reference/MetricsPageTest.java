package io.robustmq.broker.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.metrics.MeterCatalogue;
import io.robustmq.broker.server.metrics.MeterDefinition;
import io.robustmq.broker.server.metrics.MeterDefinition.Series;
import io.robustmq.config.testkit.GeneratedPage;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Makes {@code src-docs/reference/metrics.md} of the list of meters. */
class MetricsPageTest {

    private static final String INTRODUCTION = """
            # Metrics of the broker

            <!-- Made from the code by MetricsPageTest; do not edit. Write it anew with -Dregenerate. -->

            For Prometheus, at `/q/metrics` on the management port (9000 unless set otherwise). Counters count from the start of
            the process. Beside these there are the usual ones of the JVM and the process (`jvm_...`, `process_...`, `system_...`).

            | metric | type | meaning |
            |---|---|---|
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        String rows = MeterCatalogue.all().stream().map(MetricsPageTest::row).collect(Collectors.joining());

        GeneratedPage.check("metrics.md", INTRODUCTION + rows);
    }

    @Test
    void everyMeterHasANameOfItsOwn() {
        assertThat(MeterCatalogue.all())
                .extracting(MeterDefinition::prometheusName)
                .doesNotHaveDuplicates();
    }

    private static String row(MeterDefinition meter) {
        return "| `%s` | %s | %s%s |\n"
                .formatted(
                        meter.prometheusName(),
                        meter.type().name().toLowerCase(Locale.ROOT),
                        meter.description(),
                        label(meter));
    }

    private static String label(MeterDefinition meter) {
        if (meter.label() == null) {
            return "";
        }
        if (meter.series().isEmpty()) {
            return " Label `%s`.".formatted(meter.label());
        }
        String values = meter.series().stream()
                .map(Series::labelValue)
                .map(value -> "`" + value + "`")
                .collect(Collectors.joining(", "));
        return " Label `%s`: %s.".formatted(meter.label(), values);
    }
}
