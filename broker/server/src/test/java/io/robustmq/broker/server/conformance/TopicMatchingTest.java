package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.RETAIN_NEVER;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.UnsubscribePacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which filter takes which topic (5.0 and 3.1.1 §4.7). */
class TopicMatchingTest extends ConformanceTest {

    /** {@code T} stands for a level no other test uses. */
    @ParameterizedTest(name = "{0} takes {1}, not {2}")
    @Clause({
        "MQTT-3.3.2-3", "MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.3-4",
        "MQTT3-3.3.2-3", "MQTT3-4.7.1-2", "MQTT3-4.7.1-3", "MQTT3-4.7.3-4"
    })
    @CsvSource({
        "T/a, T/a, T/b",
        "T/a, T/a, T/A",
        "T/a, T/a, /T/a",
        "T/a, T/a, T/a/",
        "T/a, T/a, T//a",
        "T/+, T/a, T/a/b",
        "T/+, T/, T",
        "T/+/c, T/b/c, T/b/d",
        "T/+/c, T//c, T/c",
        "T/+/+, T/a/b, T/a",
        "+/T, a/T, T",
        "+/T, /T, //T",
        "T/#, T, t/T",
        "T/#, T/a/b/c, TT/a",
        "T/a/#, T/a, T",
        "T/+/#, T/a, T",
        "T/é, T/é, T/e\u0301",
        "'T/ ', 'T/ ', T/",
        "T/😀, T/😀, T/?"
    })
    void takesWhatTheWildcardsSayAndNothingElse(String filter, String taken, String other) {
        String level = unique("Level");
        RawClient subscriber = subscribed(V5, filter.replace("T", level), 0);
        RawClient publisher = connected(V5);
        publisher.send(publish(other.replace("T", level), "other"), publish(taken.replace("T", level), "taken"));
        subscriber.expectPublish(taken.replace("T", level), "taken");
        expectNothingUnderWay(publisher, subscriber);
    }

    @EveryVersion
    @Clause({"MQTT-4.7.2-1", "MQTT3-4.7.2-1"})
    void keepsTopicsWithADollarFromLeadingWildcards(ProtocolVersion version) {
        String level = unique("level");
        RawClient wildcards = subscribed(version, "+/" + level, 0);
        wildcards.subscribed("+/" + level + "/#", 0);
        RawClient literal = subscribed(version, "$" + level + "/" + level, 0);
        RawClient below = subscribed(version, "$" + level + "/+", 0);
        RawClient publisher = connected(version);
        publisher.send(publish("$" + level + "/" + level, "x"));
        literal.expectPublish("$" + level + "/" + level, "x");
        below.expectPublish("$" + level + "/" + level, "x");
        publisher.send(publish("without/" + level, "y"));
        wildcards.expectPublish("without/" + level, "y");
    }

    @EveryVersion
    @Clause({"MQTT-4.7.2-1", "MQTT3-4.7.2-1"})
    void keepsRetainedMessagesWithADollarFromLeadingWildcards(ProtocolVersion version) {
        String level = unique("level");
        RawClient publisher = connected(version);
        publisher.published(publish("$" + level + "/" + level, "x").qos1(1).retain());
        RawClient late = subscribed(version, "+/" + level, 0);
        late.subscribed("+/" + level + "/#", 0);
        late.expectNothing();
        late.subscribed("$" + level + "/#", 0);
        late.expectPublish("$" + level + "/" + level, "x");
    }

    @Test
    @Clause("MQTT-4.7.2-1")
    void keepsTopicsWithADollarFromTheFilterOfEverything() {
        String level = unique("level");
        RawClient everything = subscribed(V5, "#", RETAIN_NEVER);
        RawClient publisher = connected(V5);
        publisher.send(publish("$" + level, "x"), publish(level, "y"));
        everything.expectPublish(level, "y");
        expectNothingUnderWay(publisher, everything);
    }

    @EveryVersion
    @Clause({"MQTT-3.3.2-2", "MQTT-4.7.0-1", "MQTT3-3.3.2-2", "MQTT3-4.7.1-1"})
    void endsTheConnectionOnWildcardsInATopicName(ProtocolVersion version) {
        for (String topic : new String[] {"a/+", "#", "a/b+c", "a#"}) {
            RawClient client = connected(version);
            client.send(publish(topic, "x").qos1(1));
            client.expectThrownOut(0x81, 0x82, 0x90);
        }
    }

    @EveryVersion
    @Clause({"MQTT-4.7.3-1", "MQTT3-4.7.3-1"})
    void endsTheConnectionOnAnEmptyTopicName(ProtocolVersion version) {
        RawClient client = connected(version);
        client.send(publish("", "x").qos1(1));
        client.expectThrownOut(0x81, 0x82, 0x90);
    }

    @ParameterizedTest
    @Clause({
        "MQTT-4.7.1-1",
        "MQTT-4.7.1-2",
        "MQTT-4.7.3-1",
        "MQTT3-4.7.1-2",
        "MQTT3-4.7.1-3",
        "MQTT3-4.7.3-1",
        "MQTT3-4.8.0-1"
    })
    @ValueSource(strings = {"a#", "a/b#", "#/a", "a/#/b", "##", "a+", "+a", "a/b+/c", "++", "a/+#", ""})
    void refusesAFilterThatIsNone(String filter) {
        for (ProtocolVersion version : ProtocolVersion.values()) {
            RawClient client = connected(version);
            client.send(subscribe(1).filter(filter, 0));
            client.expectSubAck(1, version.isV5() ? 0x8F : version == V3_1_1 ? 0x80 : 0);
            client.send(publish(unique("topic"), ""));
            client.expectNothing();
        }
    }

    @EveryVersion
    @Clause({"MQTT-4.7.3-3", "MQTT3-4.7.3-3"})
    void takesLongTopics(ProtocolVersion version) {
        String topic = unique("topic") + "x".repeat(4_000);
        RawClient subscriber = subscribed(version, topic, 0);
        connected(version).send(publish(topic, "x"));
        subscriber.expectPublish(topic, "x");
        subscriber.send(UnsubscribePacket.unsubscribe(1, topic));
        subscriber.expectUnsubAck(1, 0);
    }
}
