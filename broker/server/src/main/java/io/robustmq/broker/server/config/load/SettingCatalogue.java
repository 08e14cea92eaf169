package io.robustmq.broker.server.config.load;

import io.robustmq.broker.server.config.Bounds;
import io.robustmq.broker.server.config.BrokerConfig;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** All settings there are, read off {@link BrokerConfig}: the one list that checks, messages and the reference page share. */
public final class SettingCatalogue {

    private static final List<Setting> ALL = List.copyOf(settingsOf(BrokerConfig.class, Setting.PREFIX));

    private SettingCatalogue() {}

    /** In the order of their names. */
    public static List<Setting> all() {
        return ALL;
    }

    private static List<Setting> settingsOf(Class<?> group, String prefix) {
        List<Setting> settings = new ArrayList<>();
        Method[] methods = group.getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            String name = prefix + kebab(method.getName());
            if (isGroup(method.getReturnType())) {
                settings.addAll(settingsOf(method.getReturnType(), name + "."));
            } else {
                settings.add(setting(name, method));
            }
        }
        return settings;
    }

    static boolean isGroup(Class<?> type) {
        return type.isInterface() && type.getPackage() == BrokerConfig.class.getPackage();
    }

    private static Setting setting(String name, Method method) {
        WithDefault withDefault = method.getAnnotation(WithDefault.class);
        Class<?> value = valueType(method);
        return new Setting(
                name,
                method,
                type(method, value),
                choices(value),
                withDefault == null ? null : withDefault.value(),
                method.getAnnotation(Bounds.class));
    }

    private static Class<?> valueType(Method method) {
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

    private static Setting.Type type(Method method, Class<?> value) {
        WithConverter converter = method.getAnnotation(WithConverter.class);
        if (converter != null && converter.value() == SizeConverter.class) {
            return Setting.Type.SIZE;
        }
        if (value == Duration.class) {
            return Setting.Type.TIME;
        }
        if (value == int.class || value == long.class) {
            return Setting.Type.NUMBER;
        }
        if (value == boolean.class || value == Boolean.class) {
            return Setting.Type.SWITCH;
        }
        if (value == List.class) {
            return Setting.Type.LIST;
        }
        if (value == Path.class) {
            return Setting.Type.PATH;
        }
        return value.isEnum() ? Setting.Type.CHOICE : Setting.Type.TEXT;
    }

    private static List<String> choices(Class<?> value) {
        if (!value.isEnum()) {
            return List.of();
        }
        return Arrays.stream(value.getEnumConstants())
                .map(constant -> choiceName(((Enum<?>) constant).name()))
                .toList();
    }

    /** How a user writes an enum constant: {@code ROUND_ROBIN} is {@code round-robin}. */
    static String choiceName(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
