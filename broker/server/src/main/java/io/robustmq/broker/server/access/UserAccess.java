package io.robustmq.broker.server.access;

import io.robustmq.broker.core.access.AclRule;
import io.robustmq.broker.core.access.AclRules;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.config.InvalidConfigurationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Users and rules from a file, followed while it changes, and behind them what the broker keeps itself; either may be missing.
 *
 * <p>Where both know a name, the file's user counts. The file's rules are tried first. What changes is used for every client that
 * connects, publishes or subscribes from then on; those who are connected stay connected, and keep their subscriptions. A file that
 * cannot be used changes nothing and is logged once.
 */
public final class UserAccess implements Access {
    private static final Logger LOG = Logger.getLogger(UserAccess.class);
    private static final int SECRET_BYTES = 32;

    private final AccessSettings settings;
    private final boolean alsoKept;
    private final AccessCounters counters = new AccessCounters();
    private final byte[] ownSecret = new byte[SECRET_BYTES];
    private final PasswordChecks checks;
    private final UserAuthenticator authenticator;
    private final RuleAuthorizer authorizer;
    private final @Nullable FileWatch watch;
    private AccessFile file;
    private UserDirectory fileUsers;
    private Kept kept = Kept.NOTHING;
    private int version;

    private UserAccess(AccessSettings settings, boolean alsoKept) {
        this.settings = settings;
        this.alsoKept = alsoKept;
        new SecureRandom().nextBytes(ownSecret);
        Path path = settings.file();
        this.watch = path == null ? null : watchOf(path);
        this.file = path == null ? AccessFile.NONE : AccessFile.read(path, settings.certificateUsers());
        this.fileUsers = directory(file);
        this.checks = new PasswordChecks(settings.hashThreads(), settings.hashQueue());
        this.authenticator = new UserAuthenticator(
                settings, fileUsers, BlockList.EMPTY, checks, counters, System::currentTimeMillis);
        this.authorizer = new RuleAuthorizer(rules());
        if (path != null) {
            logInUse(path, file);
        }
    }

    private FileWatch watchOf(Path path) {
        return new FileWatch(path, settings.reloadInterval(), () -> reload(path));
    }

    /**
     * Reads the file, if there is one, and begins to watch it.
     *
     * @param alsoKept whether {@link #use(Kept)} brings more users and rules
     * @throws InvalidConfigurationException if the file cannot be used
     */
    public static UserAccess open(AccessSettings settings, boolean alsoKept) {
        UserAccess access = new UserAccess(settings, alsoKept);
        if (access.watch != null) {
            access.watch.start();
        }
        return access;
    }

    /** As {@link #open}, but whoever calls looks at the file by {@link #look}. */
    static UserAccess unwatched(AccessSettings settings) {
        return new UserAccess(settings, false);
    }

    /** Looks at the file once. */
    void look() {
        if (watch != null) {
            watch.look();
        }
    }

    private void reload(Path path) {
        try {
            AccessFile read = AccessFile.read(path, settings.certificateUsers());
            if (watch != null
                    && watch.isUnchanged()) { // otherwise it was written to while we read, and the next look sees that
                use(read, directory(read));
                counters.reloaded(true);
                logInUse(path, read);
            }
        } catch (InvalidConfigurationException e) {
            counters.reloaded(false);
            LOG.errorf(
                    "access file not used, the users and rules from before stay: %s",
                    String.valueOf(e.getMessage()).replace("\n", "; "));
        }
    }

    private synchronized void use(AccessFile read, UserDirectory directory) {
        file = read;
        fileUsers = directory;
        authorizer.use(rules());
        authenticator.use(new LayeredUsers(fileUsers, kept.users()), kept.blocked());
    }

    @Override
    public synchronized void use(Kept current) {
        boolean otherRules = !current.rules().equals(kept.rules());
        kept = current;
        if (otherRules) {
            authorizer.use(rules());
        }
        authenticator.use(new LayeredUsers(fileUsers, kept.users()), kept.blocked());
    }

    private UserDirectory directory(AccessFile read) {
        String secret = read.scramSecret();
        return new UserDirectory(read.users(), secret == null ? ownSecret : secret.getBytes(StandardCharsets.UTF_8));
    }

    private AclRules rules() {
        List<AclRule> all = new ArrayList<>(file.rules());
        all.addAll(kept.rules());
        return new AclRules(all, settings.allowUnlisted(), ++version);
    }

    private void logInUse(Path path, AccessFile read) {
        LOG.infof(
                "access file in use: file=%s users=%d rules=%d",
                path, read.users().size(), read.rules().size());
        boolean nothingAllowed = !alsoKept
                && !settings.allowUnlisted()
                && read.rules().isEmpty()
                && read.users().stream().noneMatch(User::superuser);
        if (nothingAllowed) {
            LOG.warnf("nobody may publish or subscribe: %s has no rule and no superuser", path);
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
        if (watch != null) {
            watch.close();
        }
        checks.close();
    }
}
