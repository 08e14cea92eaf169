package io.robustmq.journal.client;

import java.time.Duration;
import java.util.List;

/**
 * How journal servers are asked.
 *
 * @param servers {@code host:port} of the gRPC of some of them, 1 or more; others are found through these
 * @param patience after which what was asked is given up
 * @param attempt how long one attempt may take, less than {@code patience}
 * @param pause between two attempts
 */
public record ClientSettings(List<String> servers, Duration patience, Duration attempt, Duration pause) {
    public ClientSettings {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no server is named");
        }
    }

    public static ClientSettings of(List<String> servers) {
        return new ClientSettings(servers, Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofMillis(50));
    }
}
