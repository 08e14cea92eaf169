package io.robustmq.broker.server.access;

import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.load.BindPolicy;

/** Who may come in and what they may do, as configured. Owned by the application, which closes it when the last lane has stopped. */
public interface Access extends AutoCloseable {

    Authenticator authenticator();

    Authorizer authorizer();

    AccessCounters counters();

    /** Password checks that wait or run now. */
    int pendingChecks();

    /**
     * From now on this counts beside the file, for every client that connects, publishes or subscribes. May take as long as
     * sorting the rules; for any thread but those of connections, one at a time.
     */
    default void use(Kept kept) {
        throw new IllegalStateException("nobody has to be a user here");
    }

    @Override
    void close();

    /**
     * What the settings say: with users by file, or kept by the broker itself, these and their rules; without any everything to
     * everyone, or nobody if anonymous clients are not allowed.
     *
     * @throws io.robustmq.config.InvalidConfigurationException if the file cannot be used
     */
    static Access open(BrokerConfig config) {
        boolean anonymous = BindPolicy.allowsAnonymous(config);
        return BindPolicy.hasAuthentication(config)
                ? UserAccess.open(AccessSettings.of(anonymous, config.auth()), BindPolicy.usesPlacement(config))
                : new Open(new OpenAuthenticator(anonymous), new AccessCounters());
    }

    /** No file, no threads. */
    record Open(Authenticator authenticator, AccessCounters counters) implements Access {
        @Override
        public Authorizer authorizer() {
            return Authorizer.ALLOW_ALL;
        }

        @Override
        public int pendingChecks() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
