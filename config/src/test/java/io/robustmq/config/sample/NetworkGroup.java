package io.robustmq.config.sample;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Where it is reached. */
public interface NetworkGroup {

    /** Port for clients. 0 takes a free one; an empty value closes it. */
    @WithDefault("1883")
    @Bounds(min = "0", max = "65535")
    OptionalInt tcpPort();

    /** Connections that wait. */
    @WithDefault("128")
    @Bounds(min = "1", max = "65535")
    int backlog();

    /** Address of the port. */
    Optional<String> bindAddress();

    /** The neighbours by name, {@code host:port} each. */
    Map<String, String> neighbours();

    /** Versions that are spoken. */
    @WithDefault("TLSv1.3,TLSv1.2")
    List<String> versions();
}
