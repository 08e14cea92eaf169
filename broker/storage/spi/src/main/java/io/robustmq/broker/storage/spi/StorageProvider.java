package io.robustmq.broker.storage.spi;

/** Opens one kind of storage. Found by {@link java.util.ServiceLoader}. */
public interface StorageProvider {

    /** What the setting {@code storage.type} calls it. */
    String type();

    /** Whether it keeps its data in the folder it is given, on a disk of this machine, which may then fill up. */
    default boolean keepsDataInFolder() {
        return false;
    }

    /**
     * Opens the storage, making what is missing. Blocks; not for an event loop.
     *
     * @throws StorageException if it cannot be opened; the message says why and what to do
     * @throws IllegalArgumentException if a setting is missing or makes no sense; the message names it
     */
    Storage open(StorageSettings settings);
}
