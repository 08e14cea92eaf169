package io.robustmq.placement.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.placement.server.api.RpcTimes;
import io.robustmq.placement.server.metrics.MeterCatalogue;
import io.robustmq.placement.server.metrics.MeterDefinition;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Makes {@code src-docs/reference/placement-metrics.md} of the list of meters. */
class MetricsPageTest {

    private static final String INTRODUCTION = """
            # Metrics of the placement centre

            <!-- Made from the code by MetricsPageTest; do not edit. Write it anew with -Dregenerate. -->

            For Prometheus, at `/q/metrics` on the management port (9000 unless set otherwise) of each member. What is not known
            yet, as before a member takes part, is `NaN`. Beside these there are the usual ones of the JVM and the process
            (`jvm_...`, `process_...`, `system_...`). What to look at:
            [operations/placement.md](../operations/placement.md#health-and-metrics).

            | metric | type | meaning |
            |---|---|---|
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        String rows = MeterCatalogue.all().stream().map(MetricsPageTest::row).collect(Collectors.joining());
        String times = "| `%s_seconds` | histogram | %s Labels `method`, `code` (of gRPC). |\n"
                .formatted(RpcTimes.NAME.replace('.', '_'), RpcTimes.DESCRIPTION);

        GeneratedPage.check("placement-metrics.md", INTRODUCTION + rows + times);
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
