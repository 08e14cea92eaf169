package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import java.time.Duration;

/** Silence and pings (5.0 and 3.1.1 §3.1.2.10, §3.12). */
class KeepAliveTest extends ConformanceTest {

    @EveryVersion
    @Clause({"MQTT-3.12.4-1", "MQTT3-3.12.4-1"})
    void answersEveryPing(ProtocolVersion version) {
        RawClient client = connected(version);
        client.expectNothing();
        client.expectNothing();
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-22", "MQTT-3.2.2-22", "MQTT3-3.1.2-24"})
    void closesASilentConnectionAfterOneAndAHalfTimesAsIfTheNetworkHadFailed(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient observer = subscribed(version, topic, 0);
        RawClient talks = connected(version, connect(unique("talks")).keepAlive(1));
        RawClient silent =
                connected(version, connect(unique("silent")).keepAlive(1).will(will(topic, "silent")));
        long since = System.nanoTime();
        RawClient publisher = connected(version, connect(unique("publisher")).keepAlive(1));
        while (Duration.ofNanos(System.nanoTime() - since).toMillis() < 1_200) {
            talks.expectNothing();
            publisher.send(publish(topic + "/talk", "still here"));
        }
        silent.expectThrownOut(0x8D);
        assertThat(Duration.ofNanos(System.nanoTime() - since))
                .isBetween(Duration.ofMillis(1_400), Duration.ofMillis(2_500));
        observer.expectPublish(topic, "silent");
        talks.expectNothing();
        publisher.expectNothing();
    }
}
