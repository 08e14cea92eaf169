package io.robustmq.broker.server.access;

import io.robustmq.broker.core.access.AclRules;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.config.InvalidConfigurationException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jboss.logging.Logger;

/**
 * Users and rules from a file, followed while it changes.
 *
 * <p>A changed file is used for every client that connects, publishes or subscribes from then on; those who are connected
 * stay connected, and keep their subscriptions. A file that cannot be used changes nothing and is logged once.
 */
public final class FileAccess implements Access {
    private static final Logger LOG = Logger.getLogger(FileAccess.class);
    private static final int SECRET_BYTES = 32;

    private final AccessSettings settings;
    private final AccessCounters counters = new AccessCounters();
    private final byte[] ownSecret = new byte[SECRET_BYTES];
    private final PasswordChecks checks;
    private final FileAuthenticator authenticator;
    private final FileAuthorizer authorizer;
    private final FileWatch watch;
    private int version;

    private FileAccess(AccessSettings settings) {
        this.settings = settings;
        new SecureRandom().nextBytes(ownSecret);
        this.watch = new FileWatch(settings.file(), settings.reloadInterval(), this::reload);
        AccessFile file = AccessFile.read(settings.file(), settings.certificateUsers());
        this.checks = new PasswordChecks(settings.hashThreads(), settings.hashQueue());
        this.authenticator = new FileAuthenticator(settings, directory(file), checks, counters);
        this.authorizer = new FileAuthorizer(rules(file));
        logInUse(file);
    }

    /**
     * Reads the file and begins to watch it.
     *
     * @throws InvalidConfigurationException if the file cannot be used
     */
    public static FileAccess open(AccessSettings settings) {
        FileAccess access = new FileAccess(settings);
        access.watch.start();
        return access;
    }

    /** As {@link #open}, but whoever calls looks at the file by {@link #look}. */
    static FileAccess unwatched(AccessSettings settings) {
        return new FileAccess(settings);
    }

    /** Looks at the file once. */
    void look() {
        watch.look();
    }

    private void reload() {
        try {
            AccessFile file = AccessFile.read(settings.file(), settings.certificateUsers());
            if (watch.isUnchanged()) { // otherwise it was written to while we read, and the next look sees that
                authorizer.use(rules(file));
                authenticator.use(directory(file));
                counters.reloaded(true);
                logInUse(file);
            }
        } catch (InvalidConfigurationException e) {
            counters.reloaded(false);
            LOG.errorf(
                    "access file not used, the users and rules from before stay: %s",
                    String.valueOf(e.getMessage()).replace("\n", "; "));
        }
    }

    private UserDirectory directory(AccessFile file) {
        String secret = file.scramSecret();
        return new UserDirectory(file.users(), secret == null ? ownSecret : secret.getBytes(StandardCharsets.UTF_8));
    }

    private AclRules rules(AccessFile file) {
        return new AclRules(file.rules(), settings.allowUnlisted(), ++version);
    }

    private void logInUse(AccessFile file) {
        LOG.infof(
                "access file in use: file=%s users=%d rules=%d",
                settings.file(), file.users().size(), file.rules().size());
        boolean nothingAllowed = !settings.allowUnlisted()
                && file.rules().isEmpty()
                && file.users().stream().noneMatch(User::superuser);
        if (nothingAllowed) {
            LOG.warnf("nobody may publish or subscribe: %s has no rule and no superuser", settings.file());
        }
    }

    @Override
    public Authenticator authenticator() {
        return authenticator;
    }

    @Override
    public Authorizer authorizer() {
        return authorizer;
    }

    @Override
    public AccessCounters counters() {
        return counters;
    }

    @Override
    public int pendingChecks() {
        return checks.pending();
    }

    @Override
    public void close() {
        watch.close();
        checks.close();
    }
}
