package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.durable.Buckets;
import io.robustmq.broker.core.lane.Evacuation;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.port.ClientEvents;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.core.subscription.Subscriptions;
import java.util.List;

/** What every connection of the node needs to know; the same object for all of them. */
public record ServerContext(
        Settings settings,
        Authenticator authenticator,
        Authorizer authorizer,
        ClientEvents clients,
        List<Lane> lanes,
        Subscriptions subscriptions,
        ClientIds clientIds,
        Evacuation evacuation) {

    /** A new client id that belongs to {@code lane}. */
    String assignClientId(Lane lane) {
        return clientIds.next(lane, this::home);
    }

    /** The lane a client id belongs to, for ever. */
    public Lane home(String clientId) {
        return lanes.get(Buckets.of(clientId.hashCode(), lanes.size()));
    }
}
