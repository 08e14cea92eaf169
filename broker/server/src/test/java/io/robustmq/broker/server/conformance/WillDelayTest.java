package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.Property.WILL_DELAY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Last words that wait a while (5.0 §3.1.3.2.2). */
class WillDelayTest extends ConformanceTest {

    private static ConnectPacket withDelayedWill(String topic, String payload, int delaySeconds, int expirySeconds) {
        return connect(unique("client"))
                .resume()
                .with(SESSION_EXPIRY_INTERVAL, expirySeconds)
                .will(will(topic, payload).with(WILL_DELAY_INTERVAL, delaySeconds));
    }

    @Test
    @Clause("MQTT-3.1.2-8")
    void isPublishedWhenTheDelayHasPassed() {
        String topic = unique("topic");
        RawClient observer = subscribed(V5, topic, 0);
        RawClient client = connected(V5, withDelayedWill(topic, "gone", 1, 3_600));
        long dropped = System.nanoTime();
        client.drop();
        observer.expectPublish(topic, "gone");
        assertThat(Duration.ofNanos(System.nanoTime() - dropped))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(3));
    }

    @Test
    @Clause("MQTT-3.1.2-8")
    void isPublishedWhenTheSessionEndsBeforeTheDelayHasPassed() {
        String topic = unique("topic");
        RawClient observer = subscribed(V5, topic, 0);
        connected(V5, withDelayedWill(topic, "ends at once", 3_600, 0)).drop();
        observer.expectPublish(topic, "ends at once");
        connected(V5, withDelayedWill(topic, "ends in a second", 3_600, 1)).drop();
        observer.expectPublish(topic, "ends in a second");

        ConnectPacket replaced = withDelayedWill(topic, "replaced by a clean start", 3_600, 3_600);
        connected(V5, replaced).drop();
        connected(V5, connect(replaced.clientId()));
        observer.expectPublish(topic, "replaced by a clean start");
    }

    @Test
    @Clause({"MQTT-3.1.3-9", "MQTT-3.1.2-8"})
    void isNotPublishedIfTheClientComesBackInTime() {
        String topic = unique("topic");
        RawClient observer = subscribed(V5, topic, 0);
        ConnectPacket returning = withDelayedWill(topic, "came back", 1, 3_600);
        connected(V5, returning).drop();
        RawClient back = connected(
                V5,
                persistent(V5, returning.clientId())
                        .will(will(topic, "gone again").with(WILL_DELAY_INTERVAL, 3_600)));
        // its will comes after the other one would have
        connected(V5, withDelayedWill(topic, "stayed away", 2, 3_600)).drop();
        observer.expectPublish(topic, "stayed away");
        back.send(publish(topic, "alive"));
        observer.expectPublish(topic, "alive");
    }
}
