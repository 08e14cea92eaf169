package io.robustmq.config;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** All settings there are, read off a configuration interface: the one list that checks, messages and the reference page share. */
public final class SettingCatalogue {

    private SettingCatalogue() {}

    /**
     * The settings of a server, in the order of their names.
     *
     * @param mapping its {@link Program#mapping}
     */
    public static List<Setting> of(Class<?> mapping) {
        List<Setting> settings = new ArrayList<>();
        collect(mapping, mapping, "", settings);
        return List.copyOf(settings);
    }

    private static void collect(Class<?> mapping, Class<?> group, String groupName, List<Setting> settings) {
        Method[] methods = group.getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            String name = groupName + kebab(method.getName());
            if (isGroup(method.getReturnType(), mapping)) {
                collect(mapping, method.getReturnType(), name + ".", settings);
            } else {
                settings.add(new Setting(Program.prefixOf(mapping), name, method));
            }
        }
    }

    /**
     * Whether a method of a configuration interface with this result is a group of settings, not a setting. Groups are interfaces
     * in the package of the mapping, or below it.
     */
    public static boolean isGroup(Class<?> type, Class<?> mapping) {
        return type.isInterface() && type.getPackageName().startsWith(mapping.getPackageName());
    }

    /** A method's name as part of a property: {@code tcpPort} is {@code tcp-port}. */
    public static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
