package io.robustmq.broker.server.config.load;

import io.robustmq.broker.server.config.Bounds;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting, as its method in the configuration interface describes it.
 *
 * @param property its name as a system property, such as {@code robustmq.network.tcp-port}
 * @param method the method that returns it
 * @param type what its value is
 * @param choices the words it may be, if only certain ones; otherwise empty
 * @param defaultValue its default as a user would write it, or null if it has none
 * @param bounds its smallest and largest value, or null
 */
public record Setting(
        String property,
        Method method,
        Type type,
        List<String> choices,
        @Nullable String defaultValue,
        @Nullable Bounds bounds) {

    static final String PREFIX = "robustmq.";

    /** Its name in the TOML file with the table before it, such as {@code network.tcp_port}. */
    public String tomlName() {
        return property.substring(PREFIX.length()).replace('-', '_');
    }

    /** Its name in the environment, such as {@code ROBUSTMQ_NETWORK_TCP_PORT}. */
    public String environmentName() {
        return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** What a value is, in the words of the reference page and of messages. */
    public enum Type {
        NUMBER("a number"),
        SIZE("a size"),
        TIME("a time"),
        SWITCH("true or false"),
        CHOICE("a choice"),
        TEXT("text"),
        LIST("a list of texts"),
        PATH("a path");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
