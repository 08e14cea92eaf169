package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.TOPIC_ALIAS;
import static io.robustmq.broker.server.conformance.client.Property.TOPIC_ALIAS_MAXIMUM;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers in place of topic names (5.0 §3.3.2.3.4). */
class TopicAliasTest extends ConformanceTest {

    @Override
    protected BrokerSetup setup() {
        return BrokerSetup.with("protocol.topic-alias-maximum", "10");
    }

    @Test
    @Clause({"MQTT-3.3.2-7", "MQTT-3.3.2-12"})
    void acceptsAliasesUpToItsMaximumAndDeliversToTheTopicsTheyStandFor() {
        String topic = unique("topic");
        RawClient subscriber = subscribed(V5, topic + "/#", 0);
        RawClient publisher = open(V5);
        long maximum = publisher.connect(connect(unique("client"))).properties().number(TOPIC_ALIAS_MAXIMUM);
        assertThat(maximum).isEqualTo(10);
        publisher.send(
                publish(topic + "/first", "1").with(TOPIC_ALIAS, 1),
                publish(topic + "/last", "2").with(TOPIC_ALIAS, maximum),
                publish("", "3").with(TOPIC_ALIAS, 1),
                publish("", "4").with(TOPIC_ALIAS, maximum),
                publish(topic + "/changed", "5").with(TOPIC_ALIAS, 1),
                publish("", "6").with(TOPIC_ALIAS, 1));
        assertThat(subscriber.expectPublish(topic + "/first", "1").properties().isEmpty())
                .isTrue();
        subscriber.expectPublish(topic + "/last", "2");
        subscriber.expectPublish(topic + "/first", "3");
        subscriber.expectPublish(topic + "/last", "4");
        subscriber.expectPublish(topic + "/changed", "5");
        subscriber.expectPublish(topic + "/changed", "6");
    }

    @Test
    @Clause({"MQTT-3.3.2-8", "MQTT-4.13.1-1"})
    void endsTheConnectionOnAliasZero() {
        RawClient publisher = connected(V5);
        publisher.send(publish(unique("topic"), "x").with(TOPIC_ALIAS, 0));
        publisher.expectDisconnect(0x94);
    }

    @Test
    @Clause({"MQTT-3.3.2-9", "MQTT-3.2.2-17", "MQTT-4.13.1-1"})
    void endsTheConnectionOnAnAliasAboveItsMaximum() {
        RawClient publisher = connected(V5);
        publisher.send(publish(unique("topic"), "x").with(TOPIC_ALIAS, 11));
        publisher.expectDisconnect(0x94);
    }

    @Test
    @Clause("MQTT-4.13.1-1")
    void endsTheConnectionOnAnAliasThatStandsForNothing() {
        RawClient publisher = connected(V5);
        publisher.send(publish("", "x").with(TOPIC_ALIAS, 1));
        publisher.expectThrownOut(0x82);
        RawClient another = connected(V5);
        another.send(publish("", "x"));
        another.expectThrownOut(0x82);
    }

    @Test
    @Clause("MQTT-3.3.2-7")
    void forgetsAliasesWithTheConnection() {
        ConnectPacket persistent = persistent(V5);
        RawClient publisher = connected(V5, persistent);
        publisher.send(publish(unique("topic"), "x").with(TOPIC_ALIAS, 1));
        publisher.expectNothing();
        publisher.disconnect();
        RawClient again = connected(V5, persistent);
        again.send(publish("", "x").with(TOPIC_ALIAS, 1));
        again.expectThrownOut(0x82);
    }

    @Test
    @Clause({"MQTT-3.1.2-26", "MQTT-3.3.2-11", "MQTT-3.3.2-7"})
    void usesAliasesUpToTheMaximumOfTheClientAndSaysWhatTheyStandFor() {
        String topic = unique("topic");
        ConnectPacket packet = persistent(V5).with(TOPIC_ALIAS_MAXIMUM, 2);
        RawClient subscriber = subscribed(V5, packet, topic + "/#", 0);
        RawClient publisher = connected(V5);
        expectTopicsBehindAliases(publisher, subscriber, topic);
        subscriber.disconnect();
        expectTopicsBehindAliases(publisher, connected(V5, packet), topic);
    }

    private static void expectTopicsBehindAliases(RawClient publisher, RawClient subscriber, String topic) {
        Map<Long, String> aliases = new HashMap<>();
        int used = 0;
        for (int i = 0; i < 12; i++) {
            String expected = topic + "/" + i % 4;
            publisher.send(publish(expected, "x"));
            Received.Publish received = subscriber.expectPublish();
            long alias = received.properties().number(TOPIC_ALIAS);
            if (alias >= 0) {
                assertThat(alias).isBetween(1L, 2L);
                used++;
                if (!received.topic().isEmpty()) {
                    aliases.put(alias, received.topic());
                }
            }
            String meant = received.topic().isEmpty() ? aliases.get(alias) : received.topic();
            assertThat(meant).isEqualTo(expected);
        }
        assertThat(used).as("messages with an alias").isPositive();
    }

    @Test
    @Clause("MQTT-3.1.2-27")
    void usesNoAliasesUnlessTheClientAllowsThem() {
        String topic = unique("topic");
        RawClient unsaid = connected(V5);
        RawClient none = connected(V5, connect(unique("client")).with(TOPIC_ALIAS_MAXIMUM, 0));
        RawClient publisher = connected(V5);
        for (RawClient subscriber : new RawClient[] {unsaid, none}) {
            subscriber.subscribed(topic, 0);
        }
        for (int i = 0; i < 3; i++) {
            publisher.send(publish(topic, "x"));
            for (RawClient subscriber : new RawClient[] {unsaid, none}) {
                assertThat(subscriber.expectPublish(topic, "x").properties().has(TOPIC_ALIAS))
                        .isFalse();
            }
        }
    }
}
