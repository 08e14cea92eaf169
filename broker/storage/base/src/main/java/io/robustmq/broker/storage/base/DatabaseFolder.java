package io.robustmq.broker.storage.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder in which RocksDB keeps a database, for whoever has to see to it. */
public final class DatabaseFolder {
    private DatabaseFolder() {}

    /**
     * What to say of one that cannot be opened: which file says what belongs to it, and what to do.
     *
     * @param why what the database says
     */
    public static String cannotBeOpened(Path folder, String why) {
        return "the database in " + folder + " cannot be opened: " + why + "; if " + listOfFiles(folder)
                + " or a file it names is damaged or missing, restore the whole data folder as it was, or begin anew with an"
                + " empty one";
    }

    /** The file that names all others: CURRENT, or what that points to. */
    private static Path listOfFiles(Path folder) {
        Path current = folder.resolve("CURRENT");
        try {
            String name = Files.readString(current).strip();
            return name.matches("MANIFEST-\\d+") ? folder.resolve(name) : current;
        } catch (IOException e) { // not there, or not text
            return current;
        }
    }
}
