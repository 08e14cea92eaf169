package io.robustmq.broker.core.subscription;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.testkit.Bytes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a subscription asks for, and several that match the same message. */
class SubscriptionOptionsTest {
    private final World world = new Setup().start();
    private final Client publisher = world.client("publisher").connected();
    private final Client client = world.client("client").connected();

    @ParameterizedTest
    @CsvSource({"0,0,0", "0,1,0", "0,2,0", "1,0,0", "1,1,1", "1,2,1", "2,0,0", "2,1,1", "2,2,2"})
    void theSmallerQosCounts(int published, int subscribed, int delivered) { // [MQTT-3.8.4-8]
        assertThat(client.subscribe("t", subscribed)).containsExactly(ReasonCode.granted(subscribed));
        publisher.publish("t", "x", published);
        assertThat(client.take(Publish.class).qos()).isEqualTo(delivered);
    }

    @Test
    void overlappingSubscriptionsBringOneMessageWithTheLargestQos() { // [MQTT-3.3.4-2]
        client.subscribe("a/b", 0);
        client.subscribe("a/+", 2);
        client.subscribe("#", 1);
        publisher.publish("a/b", "x", 2);
        List<Publish> messages = client.takeMessages();
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).qos()).isEqualTo(2);
    }

    @Test
    void identifiersOfAllThatMatchComeAlong() { // [MQTT-3.3.4-3] [MQTT-3.3.4-4]
        client.subscribe(1, request("a/b", 0));
        client.subscribe(268_435_455, request("a/+", 1));
        client.subscribe("#", 0);
        publisher.publish("a/b", "x", 1);
        assertThat(client.take(Publish.class).properties().subscriptionIdentifiers())
                .containsExactlyInAnyOrder(1, 268_435_455);
        publisher.publish("c", "x", 1);
        assertThat(client.take(Publish.class).properties().subscriptionIdentifiers())
                .isEmpty();
    }

    @Test
    void identifiersComeWithRetainedAndResentMessages() {
        publisher.publish(Publishing.of("r", "x").qos(1).retained());
        Client sleeper = world.client("sleeper").connected(resuming().expiry(60));
        sleeper.subscribe(5, request("r", 1));
        assertThat(sleeper.take(Publish.class).properties().subscriptionIdentifiers())
                .containsExactly(5);
        sleeper.drop();
        sleeper.connected(resuming().expiry(60));
        assertThat(sleeper.take(Publish.class).properties().subscriptionIdentifiers())
                .containsExactly(5);
    }

    @Test
    void noLocalKeepsAClientsOwnMessagesAway() { // [MQTT-3.8.3-3]
        client.subscribe(0, new SubscriptionRequest("t", 1, true, false, 0));
        client.publish("t", "mine", 1);
        publisher.publish("t", "yours", 1);
        assertThat(client.takePayloads()).containsExactly("yours");
    }

    @Test
    void noLocalHoldsForItsSubscriptionOnly() {
        client.subscribe(0, new SubscriptionRequest("a/+", 2, true, false, 0));
        client.subscribe("a/b", 0);
        client.publish("a/b", "mine", 2);
        assertThat(client.take(Publish.class).qos()).isZero();
    }

    @Test
    void noLocalOnASharedSubscriptionIsAProtocolError() { // [MQTT-3.8.3-4]
        client.send(new Subscribe(1, 0, List.of(), List.of(new SubscriptionRequest("$share/g/t", 1, true, false, 0))));
        assertThat(client.dismissal()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        assertThat(world.count(c -> c.subscriptions)).isZero();
    }

    /** Level 0x84: the 3.1.1 of a bridge, which does not want to hear itself and cannot say so for each subscription. */
    @Test
    void anOlderBridgeMayShareASubscription() {
        Client bridge = world.client("bridge").speaks(ProtocolVersion.V3_1_1);
        bridge.open(cleanly());
        bridge.write(Bytes.of("10 (<MQTT> 84 02 0000 <bridge>)"));
        bridge.subscribe("$share/g/t", 0);
        bridge.subscribe("t", 0);
        publisher.publish("t", "yours", 0);
        assertThat(bridge.takePayloads()).hasSize(2);
        bridge.publish("t", "mine", 0);
        assertThat(bridge.takePayloads()).hasSize(1);
    }

    @Test
    void retainAsPublishedKeepsTheFlag() { // [MQTT-3.3.1-12] [MQTT-3.3.1-13]
        Client other = world.client("other").connected();
        client.subscribe(0, new SubscriptionRequest("t", 1, false, true, 0));
        other.subscribe("t", 1);
        publisher.publish(Publishing.of("t", "x").retained());
        publisher.publish("t", "y", 0);
        assertThat(client.takeMessages()).extracting(Publish::retain).containsExactly(true, false);
        assertThat(other.takeMessages()).extracting(Publish::retain).containsExactly(false, false);
    }

    @Test
    void aReSubscribeReplacesTheOptions() { // [MQTT-3.8.4-3]
        client.subscribe(3, request("t", 0));
        client.subscribe(4, new SubscriptionRequest("t", 2, true, false, 0));
        publisher.publish("t", "x", 2);
        client.publish("t", "mine", 0);
        List<Publish> messages = client.takeMessages();
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).qos()).isEqualTo(2);
        assertThat(messages.get(0).properties().subscriptionIdentifiers()).containsExactly(4);
        assertThat(world.count(c -> c.subscriptions)).isOne();
        assertThat(world.node().subscriptions().tree().size()).isOne();
    }

    @Test
    void unsubscribeEndsItAndSaysWhetherThereWasOne() { // [MQTT-3.10.4-1] [MQTT-3.11.3]
        client.subscribe("a", 0);
        client.subscribe("$share/g/a", 0);
        assertThat(client.unsubscribe("a", "b", "$share/g/a", "$share/h/a", "a/#/b"))
                .containsExactly(
                        ReasonCode.SUCCESS,
                        ReasonCode.NO_SUBSCRIPTION_EXISTED,
                        ReasonCode.SUCCESS,
                        ReasonCode.NO_SUBSCRIPTION_EXISTED,
                        ReasonCode.TOPIC_FILTER_INVALID);
        publisher.publish("a", "x", 0);
        assertThat(client.takeMessages()).isEmpty();
        assertThat(world.count(c -> c.subscriptions)).isZero();
    }

    @Test
    void topicsThatBeginWithDollarAreNotMatchedByLeadingWildcards() { // [MQTT-4.7.2-1]
        client.subscribe("#", 0);
        client.subscribe("+/a", 0);
        Client knowing = world.client("knowing").connected();
        knowing.subscribe("$own/#", 0);
        publisher.publish("$own/a", "x", 0);
        assertThat(client.takeMessages()).isEmpty();
        assertThat(knowing.takeMessages()).hasSize(1);
    }

    /** While a subscription is replaced over and over, a publisher on another lane reaches it exactly once each time. */
    @RepeatedTest(30)
    void noMessageIsMissedOrDoubledWhileOptionsChange(RepetitionInfo repetition) { // [MQTT-3.8.4-3]
        World busy =
                new Setup().lanes(4).seed(repetition.getCurrentRepetition()).start();
        Client reader = busy.client("reader").acknowledging().connected();
        reader.subscribe("t/+", 1);
        Client from = busy.client("from").connected();
        for (int i = 0; i < 100; i++) {
            from.write(Publishing.of("t/x", "" + i).qos(1).id(1 + i).packet());
            reader.write(new Subscribe(
                    1 + i, 1 + i, List.of(), List.of(new SubscriptionRequest("t/+", 1 + i % 2, false, false, 0))));
            busy.step();
            busy.step();
        }
        busy.run();
        List<String> expected =
                IntStream.range(0, 100).mapToObj(Integer::toString).toList();
        assertThat(reader.takePayloads()).isEqualTo(expected);
    }

    private static SubscriptionRequest request(String filter, int qos) {
        return new SubscriptionRequest(filter, qos, false, false, 0);
    }
}
