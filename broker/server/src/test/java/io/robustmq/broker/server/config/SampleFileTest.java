package io.robustmq.broker.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.config.load.BrokerProgram;
import io.robustmq.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config/mqtt-server.toml} starts the broker as if it were not there, and what it shows is true. */
class SampleFileTest {

    private static final Path SAMPLE = Path.of("..", "..", "config", "mqtt-server.toml");
    private static final List<String> EXAMPLES = List.of(
            "network.bind_address",
            "tls.certificate",
            "tls.key",
            "auth.file",
            "storage.retention_time",
            "storage.retention_bytes",
            "placement.grpc_port",
            "placement_center");

    private final Map<String, Setting> settings =
            BrokerProgram.settings().stream().collect(Collectors.toMap(Setting::tomlName, Function.identity()));

    @Test
    void theFileIsReadAndSetsWhatIsTheDefaultAnyway() throws Exception {
        Sources.file(SAMPLE).load();

        assertThat(values(Files.readString(SAMPLE))).isNotEmpty().allSatisfy(this::isDefault);
    }

    @Test
    void theFileIsReadWithEveryCommentedSettingInForceButTheExamples(@TempDir Path folder) throws Exception {
        String all = Files.readString(SAMPLE).replaceAll("(?m)^# (\\w+ = )", "$1");

        Map<String, String> values = values(all);
        values.keySet().removeAll(EXAMPLES);
        assertThat(values).allSatisfy(this::isDefault);
        String withoutExamples = all.replaceAll("(?m)^(bind_address|certificate|key|file|placement_center) = .*$", "");
        Sources.file(Files.writeString(folder.resolve("all.toml"), withoutExamples))
                .load();
    }

    private void isDefault(String name, String value) {
        assertThat(settings).containsKey(name);
        assertThat(settings.get(name).defaultValue()).as(name).isEqualTo(value);
    }

    /** The settings in force in a file as simple as ours: no table or value over several lines. */
    private static Map<String, String> values(String toml) {
        Map<String, String> values = new LinkedHashMap<>();
        String table = "";
        for (String line : toml.lines().toList()) {
            if (line.startsWith("[")) {
                table = line.substring(1, line.length() - 1) + ".";
            } else if (line.matches("\\w+ = .*")) {
                String[] parts = line.split(" = ", 2);
                values.put(table + parts[0], parts[1].replace("\"", ""));
            }
        }
        return values;
    }
}
