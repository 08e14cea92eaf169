package io.robustmq.placement.server.admin;

import io.robustmq.placement.server.config.PlacementConfig;
import io.robustmq.placement.server.lifecycle.PlacementServer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Puts the calls onto the framework's HTTP port, which is open only where callers can be known. */
@Singleton
public class AdminPort {

    private final PlacementConfig config;
    private final PlacementServer server;

    AdminPort(PlacementConfig config, PlacementServer server) {
        this.config = config;
        this.server = server;
    }

    void register(@Observes Router router) {
        config.admin().tokenFile().ifPresent(file -> new AdminApi(
                        server.desk(), server.members(), new BearerToken(file))
                .register(router));
    }
}
