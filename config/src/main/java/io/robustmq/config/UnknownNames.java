package io.robustmq.config;

import io.smallrye.config.EnvConfigSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Finds names that are written like settings and are none: any name in the TOML file, {@code robustmq.*} among properties,
 * {@code ROBUSTMQ_*} in the environment. What Kubernetes puts into the environment for a Service called {@code robustmq} or
 * {@code robustmq-...} is let pass.
 */
final class UnknownNames {

    private static final Pattern SERVICE_NAME =
            Pattern.compile(".*_SERVICE_(HOST|PORT(_.*)?)|.*_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");
    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    private final String prefix;
    private final String environmentPrefix;
    private final Names properties;
    private final Names inEnvironment;
    private final Names inToml;

    UnknownNames(Program<?> program, List<Setting> settings) {
        prefix = program.prefix();
        environmentPrefix = program.environmentPrefix();
        properties = Names.of(settings, Setting::property, ".");
        inEnvironment = Names.of(settings, Setting::environmentName, "_");
        inToml = Names.of(settings, Setting::tomlName, ".");
        inToml.known.remove("config_file"); // a file cannot name itself
    }

    List<Problem> in(Iterable<ConfigSource> sources) {
        List<Problem> problems = new ArrayList<>();
        for (ConfigSource source : sources) {
            switch (source) {
                case TomlConfigSource toml -> checkAll(toml.tomlNames(), inToml, toml.getName(), problems);
                case EnvConfigSource env -> checkAll(environment(env), inEnvironment, "environment", problems);
                default -> checkAll(properties(source), properties, source.getName(), problems);
            }
        }
        return problems;
    }

    private Set<String> environment(EnvConfigSource source) {
        return source.getPropertyNames().stream()
                .filter(name -> name.startsWith(environmentPrefix) && !isServiceLink(name, source.getValue(name)))
                .collect(Collectors.toSet());
    }

    private Set<String> properties(ConfigSource source) {
        return source.getPropertyNames().stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toSet());
    }

    private static void checkAll(Set<String> names, Names known, String source, List<Problem> problems) {
        names.stream().sorted().forEach(name -> check(name, known, source, problems));
    }

    private static void check(String name, Names names, String source, List<Problem> problems) {
        if (!names.contains(INDEX.matcher(name).replaceAll(""))) {
            String guess = NearestName.of(name, names.known)
                    .map(nearest -> "; did you mean " + nearest + "?")
                    .orElse("");
            problems.add(new Problem(name + " (" + source + ")", "no such setting" + guess));
        }
    }

    private static boolean isServiceLink(String name, String value) {
        boolean address =
                name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches();
        return address || SERVICE_NAME.matcher(name).matches();
    }

    /**
     * The names of one kind of source.
     *
     * @param known each setting
     * @param tables what the names of a table's rows begin with, which users choose
     */
    private record Names(Set<String> known, List<String> tables) {

        static Names of(List<Setting> settings, Function<Setting, String> spelling, String separator) {
            return new Names(
                    settings.stream().map(spelling).collect(Collectors.toCollection(HashSet::new)),
                    settings.stream()
                            .filter(Setting::isTable)
                            .map(setting -> spelling.apply(setting) + separator)
                            .toList());
        }

        boolean contains(String name) {
            return known.contains(name) || tables.stream().anyMatch(name::startsWith);
        }
    }
}
