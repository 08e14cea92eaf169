package io.robustmq.broker.server.config.load;

import io.robustmq.broker.server.config.StorageConfig;
import io.robustmq.config.Setting;
import io.robustmq.config.SettingCatalogue;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of storage adapters as text, under the names the adapters know. An adapter is configured by a group of {@link
 * StorageConfig} that is called as its type is; nothing else has to know of it.
 */
public final class AdapterSettings {

    private AdapterSettings() {}

    /** What {@code storage.type} may be, in the order of the alphabet. */
    public static List<String> types() {
        return Arrays.stream(StorageConfig.class.getMethods())
                .filter(method -> SettingCatalogue.isGroup(method.getReturnType(), StorageConfig.class))
                .map(Method::getName)
                .sorted()
                .toList();
    }

    /** Every setting of an adapter that has a value, such as {@code cache_bytes} and {@code 67108864}. */
    public static Map<String, String> values(StorageConfig config, String type) {
        String prefix = "storage." + type + ".";
        Object group = result(method(type), config);
        Map<String, String> values = new TreeMap<>();
        for (Setting setting : BrokerProgram.settings()) {
            String name = setting.tomlName();
            String text = name.startsWith(prefix) ? text(result(setting.method(), group)) : null;
            if (text != null) {
                values.put(name.substring(prefix.length()), text);
            }
        }
        return values;
    }

    private static Method method(String type) {
        try {
            return StorageConfig.class.getMethod(type);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("no group of settings is called " + type, e);
        }
    }

    private static Object result(Method method, Object group) {
        try {
            return method.invoke(group);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a setting cannot be read: " + method, e);
        }
    }

    private static @Nullable String text(Object value) {
        return switch (value) {
            case Optional<?> maybe -> maybe.map(AdapterSettings::text).orElse(null);
            case Duration time -> time.toMillis() + "ms";
            case List<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(","));
            case Enum<?> choice -> Setting.choiceName(choice.name());
            default -> value.toString();
        };
    }
}
