package io.robustmq.broker.server.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What to do about a folder that storage could not be opened in. */
final class DataFolder {

    private DataFolder() {}

    /** A half-sentence to be put behind the adapter's own message; empty if the folder can be made and written to. */
    static String advice(Path folder) {
        @Nullable Path there = folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || (Files.isDirectory(there) && Files.isWritable(there))) {
            return "";
        }
        String what = Files.isDirectory(there) ? " may not be written to by this user" : " is not a folder";
        return "; " + there + what + ": put that right, or set data_path to another folder";
    }
}
