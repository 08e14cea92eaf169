package io.robustmq.broker.server.conformance;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.server.access.Access;
import io.robustmq.broker.server.access.AccessCounters;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.Sources;
import io.robustmq.broker.server.lifecycle.Broker;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What a broker under test is like: settings by their names, everything else as it comes; and who is let in. */
public final class BrokerSetup {

    /** Lets everybody in as who they say they are, and knows no method of enhanced authentication. */
    public static final Authenticator EVERYBODY = new Authenticator() {
        @Override
        public void authenticate(Credentials credentials, Consumer<AuthOutcome> answer) {
            answer.accept(new AuthOutcome.Accepted(identity(credentials), null));
        }

        @Override
        public Exchange exchange(String method, Credentials credentials) {
            return null;
        }
    };

    /**
     * Free ports, two lanes on every machine, and nobody waits long for those who do not read.
     */
    private static final Map<String, String> SURROUNDINGS = Map.of(
            "robustmq.network.tcp-port", "0",
            "robustmq.network.websocket-port", "0",
            "robustmq.network.event-loops", "2",
            "robustmq.network.close-timeout", "1s",
            "robustmq.lifecycle.stop-timeout", "2s");

    private final Map<String, String> settings = new HashMap<>();
    private boolean anyBrokerWillDo;
    private Authenticator authenticator = EVERYBODY;
    private Authorizer authorizer = Authorizer.ALLOW_ALL;

    private BrokerSetup() {}

    public static BrokerSetup plain() {
        BrokerSetup plain = new BrokerSetup();
        plain.anyBrokerWillDo = true;
        return plain;
    }

    /** @param namesAndValues settings in turn with their values, such as {@code protocol.maximum-qos}, {@code 1} */
    public static BrokerSetup with(String... namesAndValues) {
        BrokerSetup setup = new BrokerSetup();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            setup.settings.put("robustmq." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return setup;
    }

    public BrokerSetup authenticator(Authenticator who) {
        authenticator = who;
        return this;
    }

    public BrokerSetup authorizer(Authorizer what) {
        authorizer = what;
        return this;
    }

    static Identity identity(Credentials credentials) {
        return new Identity(
                credentials.clientId(),
                credentials.username(),
                credentials.peer().address(),
                false);
    }

    boolean anyBrokerWillDo() {
        return anyBrokerWillDo;
    }

    Broker start(StorageUnderTest storage) {
        BrokerConfig config = Sources.none()
                .properties(SURROUNDINGS)
                .properties(storage.settings())
                .properties(settings)
                .load();
        return Broker.start(
                config, new Rules(authenticator, authorizer, Access.open(config).counters()), "test");
    }

    private record Rules(Authenticator authenticator, Authorizer authorizer, AccessCounters counters)
            implements Access {
        @Override
        public int pendingChecks() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
