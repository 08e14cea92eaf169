package io.robustmq.placement.server.config;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The port on which members are asked and changed over HTTP, as the Kubernetes operator does. {@code QUARKUS_HTTP_PORT} wins over this group. */
public interface AdminConfig {

    /** Port of {@code /admin/v1}, on the address of the other ports. 0 takes a free one. */
    @WithDefault("9001")
    @Bounds(min = "0", max = "65535")
    int port();

    /**
     * File with a token, on one line, that callers show as {@code Authorization: Bearer TOKEN}. It is read at each call: a new token
     * counts at once. Not set: the port stays closed.
     */
    Optional<Path> tokenFile();
}
