package io.robustmq.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One setting, as its method in the configuration interface describes it. What the annotations say is read when it is asked
 * for: a start without mistakes asks for little.
 *
 * @param prefix what all names begin with as properties: {@code robustmq.}
 * @param name the rest of its name as a property, such as {@code network.tcp-port}
 * @param method the method that returns it
 */
public record Setting(String prefix, String name, Method method) {

    private static final Map<Class<?>, Type> TYPES = Map.of(
            Duration.class, Type.TIME,
            int.class, Type.NUMBER,
            long.class, Type.NUMBER,
            boolean.class, Type.SWITCH,
            Boolean.class, Type.SWITCH,
            List.class, Type.LIST,
            Map.class, Type.TABLE,
            Path.class, Type.PATH,
            String.class, Type.TEXT);

    /** Its name as a system property, such as {@code robustmq.network.tcp-port}. */
    public String property() {
        return prefix + name;
    }

    /** Its name in the TOML file with the table before it, such as {@code network.tcp_port}. */
    public String tomlName() {
        return name.replace('-', '_');
    }

    /** Its name in the environment, such as {@code ROBUSTMQ_NETWORK_TCP_PORT}. */
    public String environmentName() {
        return property().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** What its value is. */
    public Type type() {
        WithConverter converter = method.getAnnotation(WithConverter.class);
        if (converter != null && converter.value() == SizeConverter.class) {
            return Type.SIZE;
        }
        Class<?> value = valueType();
        return value.isEnum() ? Type.CHOICE : TYPES.getOrDefault(value, Type.TEXT);
    }

    /** The words it may be, if only certain ones; otherwise empty. */
    public List<String> choices() {
        Class<?> value = valueType();
        if (!value.isEnum()) {
            return List.of();
        }
        return Arrays.stream(value.getEnumConstants())
                .map(constant -> choiceName(((Enum<?>) constant).name()))
                .toList();
    }

    /** Its default as a user would write it, or null if it has none. */
    public @Nullable String defaultValue() {
        WithDefault withDefault = method.getAnnotation(WithDefault.class);
        return withDefault == null ? null : withDefault.value();
    }

    /** Its smallest and largest value, or null. */
    public @Nullable Bounds bounds() {
        return method.getAnnotation(Bounds.class);
    }

    /** Whether it may be empty. */
    boolean isOptional() {
        return method.getReturnType() == Optional.class || method.getReturnType() == OptionalInt.class;
    }

    /** Whether users choose the names below it. */
    boolean isTable() {
        return method.getReturnType() == Map.class;
    }

    private Class<?> valueType() {
        Class<?> returned = method.getReturnType();
        if (returned == OptionalInt.class) {
            return int.class;
        }
        if (returned != Optional.class) {
            return returned;
        }
        var argument = ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
        return argument instanceof ParameterizedType list ? (Class<?>) list.getRawType() : (Class<?>) argument;
    }

    /** How a user writes an enum constant: {@code ROUND_ROBIN} is {@code round-robin}. */
    public static String choiceName(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
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
        TABLE("a table of texts"),
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
