package io.robustmq.placement.server.config;

import java.nio.file.Path;
import java.util.Optional;

/** Where the state is kept. */
public interface RocksdbConfig {

    /** Folder for the log, the state and the snapshots, unless {@code data_path} is set. */
    Optional<Path> dataPath();

    /** Of the original's file: read, and of no effect. The state has few files. */
    Optional<String> maxOpenFiles();
}
