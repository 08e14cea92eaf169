package io.robustmq.broker.core.connection;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAckProperties;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import org.junit.jupiter.api.Test;

/** What the server says it offers, and what it does with a client that asks for more, or for what it may not. */
class OfferTest {

    @Test
    void connAckNamesAllLimits() { // [MQTT-3.2.2.3]
        World world = new Setup()
                .receiveMaximum(7)
                .topicAliasMaximum(9)
                .responseInformation("answers/")
                .start();
        ConnAckProperties told =
                world.client("c").connect(cleanly().withResponseInformation()).properties();
        assertThat(told.receiveMaximum()).isEqualTo(7);
        assertThat(told.topicAliasMaximum()).isEqualTo(9);
        assertThat(told.responseInformation()).isEqualTo("answers/");
        assertThat(told.assignedClientId()).isNull();
        assertThat(world.client("d").connect(cleanly()).properties().responseInformation())
                .isNull(); // [MQTT-3.1.2-28]
    }

    @Test
    void whatIsNotOfferedIsTold() { // [MQTT-3.2.2-9]
        World world = new Setup()
                .maximumQos(1)
                .withoutRetain()
                .withoutWildcards()
                .withoutShared()
                .start();
        ConnAckProperties told = world.client("c").connect(cleanly()).properties();
        assertThat(told.maximumQos()).isOne();
        assertThat(told.retainAvailable()).isFalse();
        assertThat(told.wildcardSubscriptionAvailable()).isFalse();
        assertThat(told.sharedSubscriptionAvailable()).isFalse();
    }

    @Test
    void aHigherQosThanOfferedEndsTheConnection() { // [MQTT-3.2.2-11]
        Client client = new Setup().maximumQos(1).start().client("c").connected();
        client.send(Publishing.of("t", "x").qos(2).id(1).packet());
        assertThat(client.dismissal()).isEqualTo(ReasonCode.QOS_NOT_SUPPORTED);
    }

    @Test
    void aSubscriptionIsGrantedTheQosThatIsOffered() { // [MQTT-3.2.2-10] [MQTT-3.8.4-8]
        Client client = new Setup().maximumQos(1).start().client("c").connected();
        assertThat(client.subscribe("t", 2)).containsExactly(ReasonCode.GRANTED_QOS_1);
    }

    @Test
    void aRetainedMessageWhereNoneIsKeptEndsTheConnection() { // [MQTT-3.2.2-14]
        Client client = new Setup().withoutRetain().start().client("c").connected();
        client.publish(Publishing.of("t", "x").retained());
        assertThat(client.dismissal()).isEqualTo(ReasonCode.RETAIN_NOT_SUPPORTED);
    }

    @Test
    void subscriptionsThatAreNotOfferedAreRefusedOneByOne() {
        Client client = new Setup()
                .withoutWildcards()
                .withoutShared()
                .start()
                .client("c")
                .connected();
        assertThat(client.subscribe(
                        0,
                        new SubscriptionRequest("a/#", 0, false, false, 0),
                        new SubscriptionRequest("$share/g/a", 0, false, false, 0),
                        new SubscriptionRequest("a/#/b", 0, false, false, 0),
                        new SubscriptionRequest("a", 0, false, false, 0)))
                .containsExactly(
                        ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
                        ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
                        ReasonCode.TOPIC_FILTER_INVALID,
                        ReasonCode.SUCCESS);
    }

    @Test
    void moreUnreleasedQos2MessagesThanTheReceiveMaximumEndTheConnection() { // [MQTT-3.3.4-9]
        World world = new Setup().receiveMaximum(2).start();
        Client client = world.client("c").connected();
        client.send(Publishing.of("t", "x").qos(2).id(1).packet());
        client.send(Publishing.of("t", "x").qos(2).id(2).packet());
        client.send(Publishing.of("t", "x").qos(2).id(2).again().packet()); // no new one
        client.release(1);
        client.send(Publishing.of("t", "x").qos(2).id(3).packet());
        client.send(Publishing.of("t", "x").qos(2).id(4).packet());
        assertThat(client.dismissal()).isEqualTo(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
    }

    @Test
    void topicsBelongingToTheServerAreNotForClients() {
        World world = new Setup().start();
        Client client = world.client("c").connected();
        client.subscribe("$SYS/#", 1);
        assertThat(client.publish("$SYS/brokers/1/version", "mine", 1)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(client.takePayloads()).isEmpty();
        assertThat(client.publish("$other", "x", 1)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    }

    @Test
    void aTopicWithMoreLevelsThanAllowedEndsTheConnection() {
        Client client = new Setup().start().client("c").connected();
        client.publish("a/".repeat(128), "x", 0);
        assertThat(client.dismissal()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
        client.connected();
        assertThat(client.subscribe("a/".repeat(128), 0)).containsExactly(ReasonCode.TOPIC_FILTER_INVALID);
        assertThat(client.subscribe("a/".repeat(127), 0)).containsExactly(ReasonCode.SUCCESS);
    }

    @Test
    void whatIsNotAllowedIsAnsweredAndNotDelivered() { // [MQTT3-3.3.5-2]
        Rules rules = new Rules();
        World world = new Setup().authorizer(rules).start();
        Client reader = world.client("reader").connected();
        reader.subscribe("#", 2);
        Client client = world.client("c").connected();
        for (int qos = 1; qos <= 2; qos++) {
            assertThat(client.publish("secret", "x", qos)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        }
        client.publish("secret", "x", 0);
        assertThat(client.subscribe("secret", 1)).containsExactly(ReasonCode.NOT_AUTHORIZED);
        assertThat(reader.takeMessages()).isEmpty();
        assertThat(world.dropped(Drop.NOT_AUTHORIZED)).isEqualTo(3);

        Client old = world.client("old").speaks(ProtocolVersion.V3_1_1).connected();
        old.publish("secret", "x", 1);
        old.publish("secret", "x", 2);
        assertThat(old.subscribe("secret", 1)).containsExactly(ReasonCode.UNSPECIFIED_ERROR);
        assertThat(reader.takeMessages()).isEmpty();
    }

    @Test
    void rulesThatChangeAreFollowedAtOnce() {
        Rules rules = new Rules();
        World world = new Setup().authorizer(rules).start();
        Client client = world.client("c").connected();
        assertThat(client.publish("secret", "x", 1)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        rules.allowAll();
        assertThat(client.publish("secret", "x", 1)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
        client.subscribe("secret", 0);
        client.publish("secret", "seen", 1);
        assertThat(client.take(Publish.class).qos()).isZero();
    }

    /** Nobody may have to do with the topic "secret". */
    private static final class Rules implements Authorizer {
        private boolean open;
        private int version;

        void allowAll() {
            open = true;
            version++;
        }

        @Override
        public boolean mayPublish(Identity identity, TopicName topic, int qos, boolean retain) {
            return open || !topic.toString().equals("secret");
        }

        @Override
        public boolean maySubscribe(Identity identity, TopicFilter filter, int qos) {
            return open || !filter.toString().equals("secret");
        }

        @Override
        public int version() {
            return version;
        }
    }
}
