package io.robustmq.broker.storage.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Who a broker is to a service that several could use: a random id, kept in the file {@code owner-id} of the adapter's
 * folder, so that a broker which comes back is known.
 */
public final class OwnerId {
    private OwnerId() {}

    /** The id of this folder, made if there is none; 36 characters. */
    public static String in(Path folder) {
        Path file = folder.resolve("owner-id");
        try {
            if (Files.exists(file)) {
                return UUID.fromString(Files.readString(file).strip()).toString();
            }
            Files.createDirectories(folder);
            String id = UUID.randomUUID().toString();
            Path written = Files.writeString(folder.resolve("owner-id.new"), id + "\n");
            Files.move(written, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException("The id in " + file + " cannot be kept: " + e.getMessage(), e);
        }
    }
}
