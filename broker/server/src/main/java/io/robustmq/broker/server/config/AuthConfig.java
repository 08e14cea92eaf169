package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
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
     * Whether users, access rules and block list count that the broker keeps itself, behind those of {@code file}. Not set: if
     * {@code [placement] grpc_port} is set. With them, as with a file, listeners open on all interfaces unless {@code
     * bind_address} says otherwise.
     */
    Optional<Boolean> placement();

    /**
     * Whether clients without a user name may connect. Not set: no, if there are users by {@code file} or {@code placement}; yes otherwise, and then on
     * loopback only. Set to true, an address others can reach may be opened without authentication.
     */
    Optional<Boolean> allowAnonymous();

    /** What happens to a publication or subscription that no access rule speaks about. Where there are no users all are allowed. */
    @WithDefault("deny")
    NoMatch noMatch();

    /** How often {@code file} is looked at for changes. A file that cannot be used is logged and the old rules stay. 0 never looks. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "1d")
    Duration reloadInterval();

    /**
     * Whether the common name of a verified client certificate is the user name of a client that gives none (or the same
     * one, without password). Every name the authority signs is then a user; see {@code [tls] client_auth}.
     */
    @WithDefault("false")
    boolean certificateUsers();

    /**
     * Whether the broker remembers, until {@code file} changes, which password was right for a user, so that a client that
     * comes back costs no slow hash. Kept as an HMAC under a key in memory only. See the page on access.
     */
    @WithDefault("true")
    boolean rememberPasswords();

    /** Passwords hashed at once, each on a thread of its own beside the event loops. 0 takes half of the processors. */
    @WithDefault("0")
    @Bounds(min = "0", max = "64")
    int hashThreads();

    /**
     * Password checks that may wait. A client beyond them is refused as too busy (0x89); one address fills at most half.
     * With bcrypt at 70 ms, two threads and 128 places, nobody waits longer than 5 s.
     */
    @WithDefault("128")
    @Bounds(min = "1", max = "100000")
    int hashQueue();

    /** The answer when no rule speaks. */
    enum NoMatch {
        ALLOW,
        DENY
    }
}
