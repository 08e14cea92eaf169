package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.MAXIMUM_QOS;
import static io.robustmq.broker.server.conformance.client.Property.RETAIN_AVAILABLE;
import static io.robustmq.broker.server.conformance.client.Property.SERVER_KEEP_ALIVE;
import static io.robustmq.broker.server.conformance.client.Property.SHARED_SUBSCRIPTION_AVAILABLE;
import static io.robustmq.broker.server.conformance.client.Property.WILDCARD_SUBSCRIPTION_AVAILABLE;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.conformance.client.Properties;
import io.robustmq.broker.server.conformance.client.RawClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that was set to offer less than it can says so, and means it (5.0 §3.2.2.3). */
class LesserServerTest extends ConformanceTest {

    @Override
    protected BrokerSetup setup() {
        return BrokerSetup.with(
                "protocol.maximum-qos", "0",
                "protocol.retain-available", "false",
                "protocol.wildcard-subscription-available", "false",
                "protocol.shared-subscription-available", "false",
                "protocol.maximum-keep-alive", "1s");
    }

    @Test
    @Clause("MQTT-3.2.2-9")
    void tellsWhatItDoesNotOffer() {
        Properties properties =
                open(V5).connect(connect(unique("client")).keepAlive(1)).properties();
        assertThat(properties.number(MAXIMUM_QOS)).isZero();
        assertThat(properties.number(RETAIN_AVAILABLE)).isZero();
        assertThat(properties.number(WILDCARD_SUBSCRIPTION_AVAILABLE)).isZero();
        assertThat(properties.number(SHARED_SUBSCRIPTION_AVAILABLE)).isZero();
    }

    @Test
    @Clause({"MQTT-3.2.2-10", "MQTT-3.8.4-7"})
    void acceptsSubscriptionsOfEveryQosAndGrantsWhatItHas() {
        String topic = unique("topic");
        RawClient client = connected(V5);
        client.send(subscribe(1).filter(topic, 0).filter(topic + "/1", 1).filter(topic + "/2", 2));
        client.expectSubAck(1, 0, 0, 0);
        connected(V5).send(publish(topic + "/2", "x"));
        client.expectPublish(topic + "/2", "x");
    }

    @Test
    @Clause({"MQTT-3.2.2-11", "MQTT-4.13.1-1"})
    void throwsOutAPublisherAboveTheMaximumQos() {
        for (int qos = 1; qos <= 2; qos++) {
            RawClient client = connected(V5);
            client.send(publish(unique("topic"), "x").qos(qos, 1));
            client.expectDisconnect(0x9B);
        }
    }

    @Test
    @Clause({"MQTT-3.2.2-12", "MQTT-3.2.2-7"})
    void refusesAWillAboveTheMaximumQos() {
        RawClient client = open(V5);
        client.send(connect(unique("client")).will(will(unique("topic"), "x").qos(1)));
        client.expectConnAck(0x9B);
        client.expectClosed();
    }

    @Test
    @Clause({"MQTT-3.2.2-13", "MQTT-3.2.2-7"})
    void refusesARetainedWill() {
        RawClient client = open(V5);
        client.send(connect(unique("client")).will(will(unique("topic"), "x").retain()));
        client.expectConnAck(0x9A);
        client.expectClosed();
    }

    @Test
    @Clause({"MQTT-3.2.2-14", "MQTT-4.13.1-1"})
    void throwsOutAPublisherOfRetainedMessages() {
        RawClient client = connected(V5);
        client.send(publish(unique("topic"), "x").retain());
        client.expectDisconnect(0x9A);
    }

    @Test
    @Clause("MQTT3-3.8.3-2")
    void refusesWildcardAndSharedSubscriptions() {
        RawClient client = connected(V5);
        client.send(subscribe(1)
                .filter("a/#", 0)
                .filter("+", 0)
                .filter("$share/group/a", 0)
                .filter(unique("plain"), 0));
        client.expectSubAck(1, 0xA2, 0xA2, 0x9E, 0);
        RawClient older = connected(V3_1_1);
        older.send(subscribe(1).filter("a/#", 0));
        older.expectSubAck(1, 0x80);
    }

    @Test
    @Clause({"MQTT-3.1.2-21", "MQTT-3.2.2-21", "MQTT-3.1.2-22"})
    void goesByItsOwnKeepAliveOnceItHasToldTheClient() {
        RawClient client = open(V5);
        Properties properties =
                client.connect(connect(unique("client")).keepAlive(600)).properties();
        assertThat(properties.number(SERVER_KEEP_ALIVE)).isEqualTo(1);
        long since = System.nanoTime();
        client.expectDisconnect(0x8D);
        assertThat(Duration.ofNanos(System.nanoTime() - since))
                .isBetween(Duration.ofMillis(1_300), Duration.ofMillis(2_500));
    }
}
