package io.robustmq.config.sample;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What can be set about a sample. */
@ConfigMapping(prefix = "sample")
public interface SampleConfig {

    /** Folder of the sample. */
    @WithDefault("data/sample")
    Path dataPath();

    /** The file to read. */
    Optional<Path> configFile();

    /** Where it is reached. */
    NetworkGroup network();

    /** How much it takes. */
    LimitsGroup limits();

    /** The port for health. */
    ManagementGroup management();
}
