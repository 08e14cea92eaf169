package io.robustmq.broker.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.config.Setting;
import io.robustmq.broker.server.config.load.BrokerProgram;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Makes {@code src-docs/reference/configuration.md} of the configuration interfaces and their Javadoc. */
class ConfigurationPageTest {

    private static final Path SOURCES = Path.of("src/main/java");

    private static final String INTRODUCTION = """
            # Settings of the broker

            <!-- Made from the code by ConfigurationPageTest; do not edit. Write it anew with -Dregenerate. -->

            A setting has three spellings. `tcp_port` under `[network]` is

            - in the TOML file: `tcp_port = 1883` below the line `[network]`,
            - in the environment: `ROBUSTMQ_NETWORK_TCP_PORT=1883`,
            - as a system property: `-Drobustmq.network.tcp-port=1883`.

            System properties win over the environment, the environment wins over the file. The file is
            `config/mqtt-server.toml` under the folder the broker is started in, or the one that `ROBUSTMQ_CONFIG_FILE` names.

            Sizes are written `4096`, `64KiB`, `10MiB`, `1GiB` or, as a share of the largest heap, `40%`; times `500ms`, `10s`,
            `5m`, `18h`, `7d`, or as a number of seconds. In the TOML file both are texts: `maximum_packet_size = "10MiB"`. Relative
            paths start at the folder the broker is started in.

            A name that is none of these settings, or a value that its setting cannot have, stops the start: the broker says
            what is wrong, all of it, and exits with code 78. Names that Kubernetes puts into the environment for a Service
            called `robustmq` are let pass.

            All settings are read at the start; files that a setting names are read again when they change where it says so.
            """;

    private final Map<String, Setting> settings =
            BrokerProgram.settings().stream().collect(Collectors.toMap(Setting::property, Function.identity()));

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        List<Setting> documented = new ArrayList<>();
        group(BrokerConfig.class, "robustmq.", page, documented);

        assertThat(documented).containsExactlyInAnyOrderElementsOf(BrokerProgram.settings());
        GeneratedPage.check("configuration.md", page.toString());
    }

    private void group(Class<?> group, String prefix, StringBuilder page, List<Setting> documented) throws IOException {
        Map<String, String> docs = docs(group);
        Map<String, Method> methods =
                Arrays.stream(group.getMethods()).collect(Collectors.toMap(Method::getName, method -> method));
        assertThat(docs.keySet()).as("every method of %s has Javadoc", group).containsAll(methods.keySet());
        for (String name : docs.keySet()) {
            Method method = methods.get(name);
            if (method == null) {
                continue;
            }
            String property = prefix + kebab(name);
            Setting setting = settings.get(property);
            if (setting == null) {
                page.append("\n## `[")
                        .append(property.substring("robustmq.".length()))
                        .append("]`\n\n")
                        .append(docs.get(name))
                        .append('\n');
                group(method.getReturnType(), property + ".", page, documented);
            } else {
                documented.add(setting);
                page.append(section(setting, docs.get(name)));
            }
        }
    }

    /** Of the group's own methods, and behind them of those that it has in common with others. */
    private static Map<String, String> docs(Class<?> group) throws IOException {
        Map<String, String> docs =
                JavadocOf.file(SOURCES.resolve(group.getName().replace('.', '/') + ".java"));
        for (Class<?> common : group.getInterfaces()) {
            docs(common).forEach(docs::putIfAbsent);
        }
        return docs;
    }

    private static String section(Setting setting, String doc) {
        return """

                ### `%s`

                %s

                %s Default: %s. `%s`
                """.formatted(
                        setting.tomlName(), doc, values(setting), defaultValue(setting), setting.environmentName());
    }

    private static String values(Setting setting) {
        String what = setting.choices().isEmpty()
                ? setting.type().words()
                : "one of "
                        + setting.choices().stream()
                                .map(choice -> "`" + choice + "`")
                                .collect(Collectors.joining(", "));
        String range = setting.bounds() == null
                ? ""
                : " from `%s` to `%s`"
                        .formatted(setting.bounds().min(), setting.bounds().max());
        return Character.toUpperCase(what.charAt(0)) + what.substring(1) + range + ".";
    }

    private static String defaultValue(Setting setting) {
        return setting.defaultValue() == null ? "not set" : "`" + setting.defaultValue() + "`";
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
