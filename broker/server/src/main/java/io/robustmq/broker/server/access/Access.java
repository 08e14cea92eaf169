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

    @Override
    void close();

    /**
     * What the settings say: with a file its users and rules, without one everything to everyone, or nobody if anonymous
     * clients are not allowed.
     *
     * @throws io.robustmq.config.InvalidConfigurationException if the file cannot be used
     */
    static Access open(BrokerConfig config) {
        boolean anonymous = BindPolicy.allowsAnonymous(config);
        return config.auth()
                .file()
                .<Access>map(file -> FileAccess.open(AccessSettings.of(file, anonymous, config.auth())))
                .orElseGet(() -> new Open(new OpenAuthenticator(anonymous), new AccessCounters()));
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
