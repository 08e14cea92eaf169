package io.robustmq.broker.storage.spi;

import java.nio.file.Path;
import java.util.Map;

/**
 * What an adapter is told when it is opened.
 *
 * @param folder a folder of the adapter's own on this machine's disk; may not be there yet
 * @param shards how many shards new data is to have; data that is there keeps its own number
 * @param values the adapter's settings by their name below {@code storage.<type>.}, as written; what is left out takes its
 *     default, a name the adapter does not know is refused
 */
public record StorageSettings(Path folder, int shards, Map<String, String> values) {}
