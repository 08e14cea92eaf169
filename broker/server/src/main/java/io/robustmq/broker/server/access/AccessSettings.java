package io.robustmq.broker.server.access;

import io.robustmq.broker.server.config.AuthConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How users come in; the settings of {@code [auth]}.
 *
 * @param file users and rules; null if there are none by file
 * @param allowAnonymous whether clients without user name may connect
 * @param allowUnlisted whether what no rule is about is allowed
 * @param certificateUsers whether a verified client certificate's common name is the user name of a client that gives none
 * @param rememberPasswords whether a password found right is remembered until the file changes, see {@link RememberingUsers}
 * @param hashThreads passwords hashed at once, 1 or more
 * @param hashQueue password checks that wait at most, 1 or more; a client beyond them is refused with 0x89
 * @param reloadInterval how often the file is looked at; zero for never
 */
public record AccessSettings(
        @Nullable Path file,
        boolean allowAnonymous,
        boolean allowUnlisted,
        boolean certificateUsers,
        boolean rememberPasswords,
        int hashThreads,
        int hashQueue,
        Duration reloadInterval) {

    static AccessSettings of(boolean allowAnonymous, AuthConfig auth) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new AccessSettings(
                auth.file().orElse(null),
                allowAnonymous,
                auth.noMatch() == AuthConfig.NoMatch.ALLOW,
                auth.certificateUsers(),
                auth.rememberPasswords(),
                auth.hashThreads() > 0 ? auth.hashThreads() : Math.max(1, processors / 2),
                auth.hashQueue(),
                auth.reloadInterval());
    }
}
