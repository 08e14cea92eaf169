package io.robustmq.broker.server.conformance.table;

import io.robustmq.broker.server.conformance.Clause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which tests prove which statement, as their {@link Clause} says. */
final class Evidence {
    private final SortedMap<String, SortedSet<String>> testsById = new TreeMap<>();

    private Evidence() {}

    /** Looks through all classes of this module's tests. */
    static Evidence ofTestClasses() {
        Evidence evidence = new Evidence();
        try {
            Path root = Path.of(Clause.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(root.resolve("io/robustmq"))) {
                files.filter(file -> file.toString().endsWith("Test.class"))
                        .map(file -> root.relativize(file).toString())
                        .map(name -> name.substring(0, name.length() - ".class".length())
                                .replace('/', '.'))
                        .forEach(evidence::addClass);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return evidence;
    }

    private void addClass(String name) {
        try {
            Class<?> type = Class.forName(name, false, Evidence.class.getClassLoader());
            for (Method method : type.getDeclaredMethods()) {
                Clause clause = method.getAnnotation(Clause.class);
                for (String id : clause == null ? new String[0] : clause.value()) {
                    testsById
                            .computeIfAbsent(id, _ -> new TreeSet<>())
                            .add(type.getSimpleName() + "." + method.getName());
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    Set<String> ids() {
        return testsById.keySet();
    }

    /** The tests that prove a statement, in alphabetical order; none if there are none. */
    List<String> testsOf(String id) {
        return List.copyOf(testsById.getOrDefault(id, Collections.emptySortedSet()));
    }
}
