package io.robustmq.broker.server.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the brokers under test keep things: in memory, or in the storage that {@code -Dconformance.storage} names, each in a data
 * folder of its own that goes with it. {@code -Dconformance.settings=NAME=VALUE,NAME=VALUE} sets more, by the names of the
 * configuration file.
 */
record StorageUnderTest(Path folder, Map<String, String> settings) implements AutoCloseable {

    static StorageUnderTest make() {
        Map<String, String> settings = new HashMap<>();
        settings.put("robustmq.storage.type", System.getProperty("conformance.storage", "memory"));
        for (String each : System.getProperty("conformance.settings", "").split(",")) {
            String[] nameAndValue = each.split("=", 2);
            if (nameAndValue.length == 2) {
                settings.put("robustmq." + nameAndValue[0].strip().replace('_', '-'), nameAndValue[1].strip());
            }
        }
        try {
            Path folder = Files.createTempDirectory("conformance");
            settings.put("robustmq.data-path", folder.toString());
            return new StorageUnderTest(folder, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker has stopped: nothing of it is left. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
