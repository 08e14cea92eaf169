package io.robustmq.config;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One server, as far as its configuration is concerned: all in which the servers differ when they read theirs.
 *
 * @param name how it calls itself towards users, such as {@code RobustMQ broker}
 * @param mapping the interface with its settings: one method a setting or a group of them, with a {@link ConfigMapping} that names
 *     the prefix of all. Among them are {@code configFile}, and {@code port} and {@code bindAddress} of a group {@code management}
 * @param file the TOML file to read if no other is named, relative to the folder the process was started in
 * @param reference where its settings are described
 * @param relations what is wrong with settings only together; empty if nothing is
 * @param managementAddress where its management port listens unless {@code management.bind_address} says so
 */
public record Program<C>(
        String name,
        Class<C> mapping,
        Path file,
        String reference,
        Function<C, List<Problem>> relations,
        Function<Written, String> managementAddress) {

    /** What users have written, in whatever source, before it is checked. */
    @FunctionalInterface
    public interface Written {

        /**
         * Returns the value that counts; empty if there is none, or an empty one.
         *
         * @param name without the prefix, in the spelling of properties: {@code network.bind-address}
         */
        Optional<String> value(String name);
    }

    /** What the names of its settings begin with as properties: {@code robustmq.}. */
    public String prefix() {
        return prefixOf(mapping);
    }

    /** What the names of its settings begin with in the environment: {@code ROBUSTMQ_}. */
    String environmentPrefix() {
        return prefix().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    static String prefixOf(Class<?> mapping) {
        return mapping.getAnnotation(ConfigMapping.class).prefix() + ".";
    }
}
