package io.robustmq.broker.server.health;

import io.robustmq.broker.server.lifecycle.BrokerLifecycle;
import io.robustmq.broker.server.storage.MeasuredStorage;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Down once a log has failed for good, for then no message for a stored session is taken.
 *
 * <p>Trouble that may pass (no room or little, a service that does not answer, writes that wait, a tier that is away) is shown
 * but does not count: what does not need storage
 * works, and clients that come for their messages make room.
 */
@Readiness
@Singleton
public class StorageCheck implements HealthCheck {

    private static final String NAME = "storage";

    private final BrokerLifecycle lifecycle;

    StorageCheck(BrokerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        return lifecycle
                .broker()
                .map(broker -> answer(broker.storage()))
                .orElseGet(() -> HealthCheckResponse.down(NAME));
    }

    static HealthCheckResponse answer(MeasuredStorage storage) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME)
                .withData("type", storage.type())
                .withData("durability", storage.durability().setting())
                .withData("trouble", storage.trouble())
                .withData("stalledMillis", storage.stalledNanos() / 1_000_000);
        storage.freeBytes().ifPresent(free -> response.withData("freeBytes", free));
        return response.status(!storage.hasFailed()).build();
    }
}
