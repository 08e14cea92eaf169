package io.robustmq.placement.server.config.load;

import io.smallrye.config.EnvConfigSource;
import java.util.ArrayList;
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

    private static final String ENVIRONMENT_PREFIX = "ROBUSTMQ_";
    private static final Pattern SERVICE_NAME =
            Pattern.compile(".*_SERVICE_(HOST|PORT(_.*)?)|.*_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");
    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    private static final Set<String> PROPERTIES = names(Setting::property);
    private static final Set<String> IN_ENVIRONMENT = names(Setting::environmentName);
    private static final Set<String> IN_TOML = names(Setting::tomlName);

    static {
        IN_TOML.remove("config_file"); // a file cannot name itself
    }

    private UnknownNames() {}

    static List<Problem> in(Iterable<ConfigSource> sources) {
        List<Problem> problems = new ArrayList<>();
        for (ConfigSource source : sources) {
            switch (source) {
                case TomlConfigSource toml -> checkAll(toml.tomlNames(), IN_TOML, toml.getName(), problems);
                case EnvConfigSource env -> checkAll(environment(env), IN_ENVIRONMENT, "environment", problems);
                default -> checkAll(properties(source), PROPERTIES, source.getName(), problems);
            }
        }
        return problems;
    }

    private static Set<String> environment(EnvConfigSource source) {
        return source.getPropertyNames().stream()
                .filter(name -> name.startsWith(ENVIRONMENT_PREFIX) && !isServiceLink(name, source.getValue(name)))
                .collect(Collectors.toSet());
    }

    private static Set<String> properties(ConfigSource source) {
        return source.getPropertyNames().stream()
                .filter(name -> name.startsWith(Setting.PREFIX))
                .collect(Collectors.toSet());
    }

    private static void checkAll(Set<String> names, Set<String> known, String source, List<Problem> problems) {
        names.stream().sorted().forEach(name -> check(name, known, source, problems));
    }

    private static void check(String name, Set<String> known, String source, List<Problem> problems) {
        if (!known.contains(INDEX.matcher(name).replaceAll("")) && !isInTable(name)) {
            String guess = NearestName.of(name, known)
                    .map(nearest -> "; did you mean " + nearest + "?")
                    .orElse("");
            problems.add(new Problem(name + " (" + source + ")", "no such setting" + guess));
        }
    }

    /** The members of {@code node.nodes} are named by their numbers. */
    private static boolean isInTable(String name) {
        return name.startsWith("node.nodes.")
                || name.startsWith("robustmq.node.nodes.")
                || name.startsWith("ROBUSTMQ_NODE_NODES_");
    }

    private static boolean isServiceLink(String name, String value) {
        boolean address =
                name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches();
        return address || SERVICE_NAME.matcher(name).matches();
    }

    private static Set<String> names(Function<Setting, String> spelling) {
        return SettingCatalogue.all().stream().map(spelling).collect(Collectors.toSet());
    }
}
