package io.robustmq.broker.server.config;

import io.robustmq.broker.server.config.load.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who may connect, publish and subscribe. */
public interface AuthConfig {

    /** TOML file with users and access rules. With it, listeners open on all interfaces unless {@code bind_address} says otherwise. */
    Optional<Path> file();

    /**
     * Whether clients without a user name may connect. Not set: no, if {@code file} is set; yes otherwise, and then on
     * loopback only. Set to true, an address others can reach may be opened without authentication.
     */
    Optional<Boolean> allowAnonymous();

    /** What happens to a publication or subscription that no access rule speaks about. Without {@code file} all are allowed. */
    @WithDefault("deny")
    NoMatch noMatch();

    /** How often {@code file} is looked at for changes. A file that cannot be used is logged and the old rules stay. 0 never looks. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "1d")
    Duration reloadInterval();

    /** The answer when no rule speaks. */
    enum NoMatch {
        ALLOW,
        DENY
    }
}
