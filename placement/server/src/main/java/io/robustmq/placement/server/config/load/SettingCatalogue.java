package io.robustmq.placement.server.config.load;

import io.robustmq.placement.server.config.PlacementConfig;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** All settings there are, read off {@link PlacementConfig}: the one list that checks, messages and the reference page share. */
public final class SettingCatalogue {

    private static final List<Setting> ALL = List.copyOf(settingsOf(PlacementConfig.class, Setting.PREFIX));

    private SettingCatalogue() {}

    /** In the order of their names. */
    public static List<Setting> all() {
        return ALL;
    }

    private static List<Setting> settingsOf(Class<?> group, String prefix) {
        List<Setting> settings = new ArrayList<>();
        Method[] methods = group.getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            String name = prefix + kebab(method.getName());
            if (isGroup(method.getReturnType())) {
                settings.addAll(settingsOf(method.getReturnType(), name + "."));
            } else {
                settings.add(new Setting(name, method));
            }
        }
        return settings;
    }

    /** Whether a method of a configuration interface with this result is a group of settings, not a setting. */
    static boolean isGroup(Class<?> type) {
        return type.isInterface() && type.getPackageName().startsWith(PlacementConfig.class.getPackageName());
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
