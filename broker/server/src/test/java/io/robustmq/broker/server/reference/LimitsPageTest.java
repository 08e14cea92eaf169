package io.robustmq.broker.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.config.load.BrokerProgram;
import io.robustmq.broker.server.metrics.MeterCatalogue;
import io.robustmq.broker.server.metrics.MeterDefinition;
import io.robustmq.broker.server.metrics.MeterDefinition.Series;
import io.robustmq.config.Setting;
import io.robustmq.config.testkit.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code src-docs/operations/limits.md} is written by hand; this holds its names to the code. */
class LimitsPageTest {

    private static final Set<String> GROUPS_OF_LIMITS = Set.of("connection", "session", "retained", "memory");
    private static final Set<String> NO_LIMITS = Set.of("session.queue_qos0");

    private final Set<String> names;

    LimitsPageTest() throws IOException {
        String page = Files.readString(GeneratedPage.ROOT.resolve("src-docs/operations/limits.md"));
        names = Pattern.compile("`([a-z0-9_.]+)`")
                .matcher(page)
                .results()
                .map((MatchResult name) -> name.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void everyNameOnThePageIsASettingAMeterOrAReason() {
        Set<String> known =
                BrokerProgram.settings().stream().map(Setting::tomlName).collect(Collectors.toSet());
        MeterCatalogue.all().stream().map(MeterDefinition::prometheusName).forEach(known::add);
        MeterCatalogue.all().stream()
                .flatMap(meter -> meter.series().stream())
                .map(Series::labelValue)
                .forEach(known::add);

        assertThat(known).containsAll(names);
    }

    @Test
    void everyLimitIsOnThePage() {
        List<String> limits = BrokerProgram.settings().stream()
                .map(Setting::tomlName)
                .filter(name -> GROUPS_OF_LIMITS.contains(name.split("\\.")[0]))
                .filter(name -> !NO_LIMITS.contains(name))
                .toList();

        assertThat(names).containsAll(limits);
    }
}
