package io.robustmq.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Reads and checks the whole configuration before anything is started, so that what is wrong is said at once and in full. */
public final class ConfigLoader {

    private static final String MANAGEMENT_PORT = "quarkus.management.port";
    private static final int HIGHEST_PORT = 65_535;

    private ConfigLoader() {}

    /**
     * Returns the settings of a server.
     *
     * @param builder has the sources to read
     * @throws InvalidConfigurationException with everything that is wrong
     */
    public static <C> C load(Program<C> program, SmallRyeConfigBuilder builder) {
        SmallRyeConfig config = withoutWrapping(builder);
        List<Setting> settings = SettingCatalogue.of(program.mapping());
        List<Problem> problems = new UnknownNames(program, settings).in(config.getConfigSources());
        for (Setting setting : settings) {
            checkValue(setting, config, problems);
        }
        checkManagementPort(config, problems);
        failIfAny(problems);
        C mapped = map(program.mapping(), config);
        failIfAny(program.relations().apply(mapped));
        return mapped;
    }

    /** The library wraps what a source throws; the user wants the message. */
    private static SmallRyeConfig withoutWrapping(SmallRyeConfigBuilder builder) {
        try {
            return builder.withDefaultValue(SmallRyeConfig.SMALLRYE_CONFIG_MAPPING_VALIDATE_UNKNOWN, "false")
                    .build();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidConfigurationException invalid) {
                    throw invalid;
                }
            }
            throw e;
        }
    }

    private static <C> C map(Class<C> mapping, SmallRyeConfig config) {
        ConfigMappings.registerConfigMappings(config, Set.of(ConfigClass.configClass(mapping)));
        return config.getConfigMapping(mapping);
    }

    private static void checkValue(Setting setting, SmallRyeConfig config, List<Problem> problems) {
        ConfigValue value = config.getConfigValue(setting.property());
        if (value == null || value.getValue() == null || value.getConfigSourceName() == null) {
            return;
        }
        String wrong = ValueCheck.problem(setting, value.getValue());
        if (wrong != null) {
            problems.add(new Problem(asWritten(setting, value, config) + " = " + value.getValue(), wrong));
        }
    }

    /** The framework's own name for it, which orchestrators may prefer to ours. */
    private static void checkManagementPort(SmallRyeConfig config, List<Problem> problems) {
        String port = config.getConfigValue(MANAGEMENT_PORT).getValue();
        if (port != null && !isPort(port)) {
            problems.add(new Problem(MANAGEMENT_PORT + " = " + port, "must be a number from 0 to 65535"));
        }
    }

    private static boolean isPort(String text) {
        try {
            int number = Integer.parseInt(text);
            return number >= 0 && number <= HIGHEST_PORT;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static String asWritten(Setting setting, ConfigValue value, SmallRyeConfig config) {
        ConfigSource source =
                config.getConfigSource(value.getConfigSourceName()).orElse(null);
        if (source instanceof TomlConfigSource) {
            return source.getName() + ": " + setting.tomlName();
        }
        return source instanceof EnvConfigSource ? setting.environmentName() : setting.property();
    }

    private static void failIfAny(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(new ArrayList<>(problems));
        }
    }
}
