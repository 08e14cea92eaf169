package io.robustmq.journal.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.journal.server.metrics.MeterCatalogue;
import io.robustmq.journal.server.metrics.MeterDefinition;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Makes {@code src-docs/reference/journal-metrics.md} of the list of meters. */
class MetricsPageTest {

    private static final String INTRODUCTION = """
            # Metrics of the journal server

            <!-- Made from the code by MetricsPageTest; do not edit. Write it anew with -Dregenerate. -->

            For Prometheus, at `/q/metrics` on the management port (9000 unless set otherwise) of each server. Beside these there are the
            usual ones of the JVM and the process (`jvm_...`, `process_...`, `system_...`). What is wrong with a group is counted where it
            is led; a group without a leader at each server that has a replica of it. The same stands group by group in the answer of
            `/q/health/ready`, and in the one of `Status` by gRPC.

            | metric | type | meaning |
            |---|---|---|
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        GeneratedPage.check(
                "journal-metrics.md",
                INTRODUCTION
                        + MeterCatalogue.all().stream()
                                .map(MetricsPageTest::row)
                                .collect(Collectors.joining()));
    }

    @Test
    void everyMeterHasANameOfItsOwn() {
        assertThat(MeterCatalogue.all())
                .extracting(MeterDefinition::prometheusName)
                .doesNotHaveDuplicates();
    }

    private static String row(MeterDefinition meter) {
        return "| `%s` | gauge | %s |\n".formatted(meter.prometheusName(), meter.description());
    }
}
