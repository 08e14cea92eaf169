package io.robustmq.broker.server.conformance.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tags of statements, such as {@code [MQTT-3.3.1-5]}, in the broker's sources. */
final class SourceTags {
    private static final Pattern TAG = Pattern.compile("\\[(MQTT\\d*-[0-9.]+-\\d+)]");

    private SourceTags() {}

    /** Each with one of the files it stands in. */
    static SortedMap<String, Path> below(Path folder) {
        SortedMap<String, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> TAG.matcher(read(file)).results().forEach(tag -> found.put(tag.group(1), file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
