package io.robustmq.broker.core.connection;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topic aliases in both directions; the client checks the server's use of them with every message. */
class TopicAliasTest {
    private final World world = new Setup().topicAliasMaximum(10).start();
    private final Client publisher = world.client("publisher");
    private final Client subscriber = world.client("subscriber");

    // ---- from the client

    @Test
    void anAliasStandsForItsTopicUntilItIsSetAnew() { // [MQTT-3.3.2-12]
        subscriber.connected().subscribe("#", 0);
        assertThat(publisher.connect(cleanly()).properties().topicAliasMaximum())
                .isEqualTo(10);
        publisher.publish(Publishing.of("a", "1").alias(10));
        publisher.publish(Publishing.toAlias(10, "2"));
        publisher.publish(Publishing.of("b", "3").alias(10));
        publisher.publish(Publishing.toAlias(10, "4"));
        List<Publish> seen = subscriber.takeMessages();
        assertThat(seen).extracting(p -> p.topic().toString()).containsExactly("a", "a", "b", "b");
        assertThat(seen).allMatch(p -> p.properties().topicAlias() == 0); // never forwarded
    }

    @Test
    void aliasesEndWithTheConnection() { // [MQTT-3.3.2-7]
        publisher
                .connected(resuming().expiry(60))
                .publish(Publishing.of("a", "1").alias(1));
        publisher.drop();
        publisher.connected(resuming().expiry(60));
        publisher.publish(Publishing.toAlias(1, "2"));
        assertThat(publisher.dismissal()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    void aliasesBelongToOneClient() { // [MQTT-3.3.2-7]
        publisher.connected().publish(Publishing.of("a", "1").alias(1));
        subscriber.connected().publish(Publishing.toAlias(1, "2"));
        assertThat(subscriber.dismissal()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        publisher.publish(Publishing.toAlias(1, "3"));
        publisher.pingIsAnswered();
    }

    @Test
    void anAliasAboveTheMaximumEndsTheConnection() { // [MQTT-3.3.2-9]
        publisher.connected().publish(Publishing.of("a", "1").alias(11));
        assertThat(publisher.dismissal()).isEqualTo(ReasonCode.TOPIC_ALIAS_INVALID);
    }

    @Test
    void aliasesForMoreBytesOfTopicsThanAllowedEndTheConnection() {
        World sparing = new Setup().topicAliasMaximum(10).topicAliasBytes(10).start();
        Client greedy = sparing.client("greedy").connected();
        greedy.publish(Publishing.of("seven/7", "1").alias(1));
        greedy.publish(Publishing.of("nine/9999", "2").alias(1)); // in place of the first
        greedy.publish(Publishing.of("1", "3").alias(2));
        greedy.pingIsAnswered();
        greedy.publish(Publishing.of("2", "4").alias(3));
        assertThat(greedy.dismissal()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    }

    // ---- to the client

    @Test
    void noneIsSentToAClientThatWantsNone() { // [MQTT-3.1.2-27]
        subscriber.connected().subscribe("#", 0);
        publisher.connected();
        publisher.publish("topic/a", "1", 0);
        publisher.publish("topic/a", "2", 0);
        assertThat(subscriber.takeMessages()).allMatch(p -> p.topic() != null);
    }

    @Test
    void theFirstTopicsGetOneAndTheOthersGoInFull() { // [MQTT-3.1.2-26]
        subscriber.connected(cleanly().topicAliasMaximum(2)).subscribe("#", 0);
        publisher.connected();
        for (int round = 0; round < 2; round++) {
            for (String topic : List.of("topic/a", "topic/b", "topic/c")) {
                publisher.publish(topic, "x", 0);
            }
        }
        List<Publish> seen = subscriber.takeMessages();
        assertThat(seen)
                .extracting(subscriber::topicOf)
                .containsExactly("topic/a", "topic/b", "topic/c", "topic/a", "topic/b", "topic/c");
        assertThat(seen)
                .extracting(Publish::topic)
                .containsExactly(name("topic/a"), name("topic/b"), name("topic/c"), null, null, name("topic/c"));
    }

    @Test
    void ourOwnMaximumCountsWhenTheClientAllowsMore() {
        World sparing = new Setup().outgoingTopicAliasMaximum(1).start();
        Client reader = sparing.client("reader").connected(cleanly().topicAliasMaximum(100));
        reader.subscribe("#", 0);
        Client from = sparing.client("from").connected();
        from.publish("topic/a", "1", 0);
        from.publish("topic/b", "1", 0);
        from.publish("topic/b", "2", 0);
        assertThat(reader.takeMessages())
                .extracting(p -> p.properties().topicAlias())
                .containsExactly(1, 0, 0);
    }

    @Test
    void aliasesToTheClientEndWithTheConnection() {
        subscriber.connected(resuming().expiry(60).topicAliasMaximum(5)).subscribe("topic/a", 1);
        publisher.connected().publish("topic/a", "1", 1);
        publisher.publish("topic/a", "2", 1);
        assertThat(subscriber.takeMessages()).extracting(Publish::topic).containsExactly(name("topic/a"), null);
        subscriber.drop();
        subscriber.connected(resuming().expiry(60).topicAliasMaximum(5));
        List<Publish> again = subscriber.takeMessages();
        assertThat(again).extracting(Publish::topic).containsExactly(name("topic/a"), null);
        assertThat(again).allMatch(Publish::dup);
    }

    @Test
    void aTopicShorterThanAnAliasGetsNone() {
        subscriber
                .connected(cleanly().topicAliasMaximum(5).maximumPacketSize(40))
                .subscribe("#", 0);
        publisher.connected();
        publisher.publish("ab", "small", 0);
        publisher.publish("ab", "x".repeat(33), 0); // as large as the client takes; with an alias a byte more
        assertThat(subscriber.takePayloads()).containsExactly("small", "x".repeat(33));
    }

    /** A packet that just fits without an alias must not learn one that makes it too large. */
    @ParameterizedTest
    @ValueSource(ints = {100, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133, 140, 200})
    void anAliasNeverMakesAPacketTooLarge(int propertyBytes) {
        for (int payloadBytes : new int[] {1, 10, 100}) {
            for (int spare = 0; spare < 6; spare++) {
                Publishing tight = Publishing.of("topic", "x".repeat(payloadBytes));
                tight.property("k", "v".repeat(propertyBytes - 6));
                int properties = propertyBytes < 128 ? 1 + propertyBytes : 2 + propertyBytes;
                int remaining = 2 + 5 + properties + payloadBytes;
                int whole = (remaining < 128 ? 2 : 3) + remaining;
                Client reader = world.client("reader")
                        .connected(cleanly().topicAliasMaximum(5).maximumPacketSize(whole + spare));
                reader.subscribe("topic", 0);
                publisher.connected().publish(tight);
                publisher.publish("topic", "small", 0);
                assertThat(reader.takeMessages()).extracting(reader::topicOf).containsExactly("topic", "topic");
                reader.disconnect();
            }
        }
    }

    private static TopicName name(String text) {
        return TopicName.of(text);
    }
}
