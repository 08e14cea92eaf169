package io.robustmq.config.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.Program;
import io.robustmq.config.Setting;
import io.robustmq.config.SettingCatalogue;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The reference page of a server's settings, made of its configuration interfaces and their Javadoc.
 *
 * @param program whose settings
 * @param server what the text calls it: {@code the broker}
 * @param example a setting with a default to show the spellings by, such as {@code network.tcp_port}
 * @param values a paragraph on how values are written
 * @param reading a paragraph on when settings are read
 * @param sources the folder the interfaces' source files lie in
 */
public record ConfigurationPage(
        Program<?> program, String server, String example, String values, String reading, Path sources) {

    /** Fails if a method has no Javadoc, or a setting is not on the page. */
    public String text() throws IOException {
        List<Setting> all = SettingCatalogue.of(program.mapping());
        Map<String, Setting> settings = all.stream().collect(Collectors.toMap(Setting::name, Function.identity()));
        StringBuilder page = new StringBuilder(introduction(all));
        List<Setting> documented = new ArrayList<>();
        group(program.mapping(), "", settings, page, documented);

        assertThat(documented).containsExactlyInAnyOrderElementsOf(all);
        return page.toString();
    }

    private String introduction(List<Setting> all) {
        Setting shown = named(example, all);
        String table = example.substring(0, example.lastIndexOf('.'));
        String key = example.substring(table.length() + 1);
        return """
                # Settings of %s

                <!-- Made from the code by ConfigurationPageTest; do not edit. Write it anew with -Dregenerate. -->

                A setting has three spellings. `%s` under `[%s]` is

                - in the TOML file: `%s = %s` below the line `[%s]`,
                - in the environment: `%s=%s`,
                - as a system property: `-D%s=%s`.

                System properties win over the environment, the environment wins over the file. The file is
                `%s` under the folder %s is started in, or the one that `%s` names.

                %s
                A name that is none of these settings, or a value that its setting cannot have, stops the start: %s says
                what is wrong, all of it, and exits with code 78. Names that Kubernetes puts into the environment for a Service
                called `%s` are let pass.

                %s""".formatted(
                        server,
                        key,
                        table,
                        key,
                        shown.defaultValue(),
                        table,
                        shown.environmentName(),
                        shown.defaultValue(),
                        shown.property(),
                        shown.defaultValue(),
                        program.file(),
                        server,
                        named("config_file", all).environmentName(),
                        values,
                        server,
                        program.prefix().replace(".", ""),
                        reading);
    }

    private static Setting named(String tomlName, List<Setting> all) {
        return all.stream()
                .filter(setting -> setting.tomlName().equals(tomlName))
                .findFirst()
                .orElseThrow();
    }

    private void group(
            Class<?> group, String prefix, Map<String, Setting> settings, StringBuilder page, List<Setting> documented)
            throws IOException {
        Map<String, String> docs = docs(group);
        Map<String, Method> methods =
                Arrays.stream(group.getMethods()).collect(Collectors.toMap(Method::getName, method -> method));
        assertThat(docs.keySet()).as("every method of %s has Javadoc", group).containsAll(methods.keySet());
        for (String name : docs.keySet()) {
            Method method = methods.get(name);
            if (method == null) {
                continue;
            }
            String full = prefix + SettingCatalogue.kebab(name);
            Setting setting = settings.get(full);
            if (setting == null) {
                page.append("\n## `[")
                        .append(full)
                        .append("]`\n\n")
                        .append(docs.get(name))
                        .append('\n');
                group(method.getReturnType(), full + ".", settings, page, documented);
            } else {
                documented.add(setting);
                page.append(section(setting, docs.get(name)));
            }
        }
    }

    /** Of the group's own methods, and behind them of those that it has in common with others. */
    private Map<String, String> docs(Class<?> group) throws IOException {
        Map<String, String> docs =
                JavadocOf.file(sources.resolve(group.getName().replace('.', '/') + ".java"));
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
}
