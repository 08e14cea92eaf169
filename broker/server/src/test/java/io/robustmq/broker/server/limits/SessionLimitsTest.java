package io.robustmq.broker.server.limits;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.RECEIVE_MAXIMUM;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.conformance.client.UnsubscribePacket.unsubscribe;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.EveryVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import org.junit.jupiter.api.Test;

/** What one session may hold, and how many there may be. */
class SessionLimitsTest extends LimitTest {

    @Test
    void refusesASessionBeyondTheMaximumUntilAnotherHasEnded() {
        startWith("session.maximum", "2");
        ConnectPacket absent = persistent(V5);
        connected(V5, absent).disconnect();
        RawClient present = connected(V5);
        RawClient third = open(V5);
        third.send(connect(unique("client")));
        third.expectConnAck(0x97);
        third.expectClosed();
        RawClient older = open(V3_1_1);
        older.send(connect(unique("client")));
        older.expectConnAck(3);
        older.expectClosed();
        present.expectNothing();
        connected(V5, absent).disconnect();
        connected(V5, connect(absent.clientId())).disconnect();
        connected(V5).expectNothing();
    }

    @EveryVersion
    void refusesASubscriptionBeyondTheMaximumOfItsSession(ProtocolVersion version) {
        startWith("session.subscriptions", "2");
        String topic = unique("topic");
        RawClient client = connected(version);
        client.send(subscribe(1).filter(topic + "/1", 0).filter(topic + "/2", 0).filter(topic + "/3", 0));
        int refused =
                switch (version) {
                    case V3_1 -> 0;
                    case V3_1_1 -> 0x80;
                    case V5 -> 0x97;
                };
        client.expectSubAck(1, 0, 0, refused);
        client.subscribed(topic + "/2", 1); // replaces one
        RawClient other = subscribed(version, topic + "/3", 0);
        other.send(publish(topic + "/3", "x"));
        other.expectPublish(topic + "/3", "x");
        client.send(unsubscribe(2, topic + "/1"));
        client.expectUnsubAck(2, 0);
        client.subscribed(topic + "/3", 0);
    }

    @Test
    void refusesTopicsAndFiltersThatAreTooDeepOrTooLong() {
        startWith("protocol.maximum-topic-levels", "3", "protocol.maximum-topic-bytes", "20");
        for (String topic : new String[] {"a/b/c/d", "x".repeat(21)}) {
            RawClient publisher = connected(V5);
            publisher.send(publish(topic, "x").qos1(1));
            publisher.expectDisconnect(0x90);
            RawClient older = connected(V3_1_1);
            older.send(publish(topic, "x").qos1(1));
            older.expectClosed();
            RawClient subscriber = connected(V5);
            subscriber.send(subscribe(1).filter(topic, 0).filter("a/b/#", 0));
            subscriber.expectSubAck(1, 0x8F, 0);
            RawClient withWill = open(V5);
            withWill.send(connect(unique("client")).will(will(topic, "x")));
            withWill.expectConnAck(0x90);
        }
        connected(V5).published(publish("a/b/c", "x").qos1(1));
    }

    @Test
    void hasNoMoreUnderWayThanItMayEvenIfTheClientWantsMore() {
        startWith("session.inflight", "2");
        String topic = unique("topic");
        RawClient subscriber = subscribed(V5, topic, 1);
        RawClient publisher = connected(V5);
        for (int i = 1; i <= 3; i++) {
            publisher.published(publish(topic, "message " + i).qos1(i));
        }
        var first = subscriber.expectPublish(topic, "message 1");
        subscriber.expectPublish(topic, "message 2");
        expectNothingUnderWay(publisher, subscriber);
        subscriber.acknowledge(first);
        subscriber.expectPublish(topic, "message 3");
    }

    /** A client that takes one message at a time finds its queue full when it takes the next. */
    private RawClient answersLate(String topic, int messages, int payloadBytes) {
        RawClient subscriber = connected(V5, connect(unique("client")).with(RECEIVE_MAXIMUM, 1));
        subscriber.subscribed(topic, 1);
        RawClient publisher = connected(V5);
        for (int i = 0; i <= messages; i++) {
            publisher.published(publish(topic, i + " ".repeat(payloadBytes)).qos1(i + 1));
        }
        var first = subscriber.expectPublish();
        expectNothingUnderWay(publisher, subscriber);
        subscriber.acknowledge(first);
        return subscriber;
    }

    private static void expectMessages(RawClient subscriber, int first, int last) {
        for (int i = first; i <= last; i++) {
            var message = subscriber.expectPublish();
            assertThat(message.text().strip()).isEqualTo(Integer.toString(i));
            subscriber.acknowledge(message);
        }
        subscriber.expectNothing();
    }

    @Test
    void dropsTheOldestMessagesOfAFullQueue() {
        startWith("session.queue-messages", "5");
        expectMessages(answersLate(unique("topic"), 8, 0), 4, 8);
        assertThat(dropped(Drop.QUEUE_FULL)).isEqualTo(3);
    }

    @Test
    void dropsTheNewestMessagesOfAFullQueueIfSo() {
        startWith("session.queue-messages", "5", "session.when-full", "drop-newest");
        expectMessages(answersLate(unique("topic"), 8, 0), 1, 5);
        assertThat(dropped(Drop.QUEUE_FULL)).isEqualTo(3);
    }

    @Test
    void dropsMessagesOfAQueueWithTooManyBytes() {
        startWith("session.queue-bytes", "10KiB");
        RawClient subscriber = answersLate(unique("topic"), 10, 2_000);
        long dropped = dropped(Drop.QUEUE_FULL);
        assertThat(dropped).isBetween(5L, 6L);
        expectMessages(subscriber, (int) dropped + 1, 10);
    }

    @Test
    void doesNotKeepQos0ForAClientThatIsAway() {
        startWith("session.queue-qos0", "false");
        expectQos0(unique("topic"), false);
    }

    @Test
    void keepsQos0ForAClientThatIsAwayIfSo() {
        startWith("session.queue-qos0", "true");
        expectQos0(unique("topic"), true);
    }

    private void expectQos0(String topic, boolean kept) {
        ConnectPacket persistent = persistent(V5);
        RawClient subscriber = subscribed(V5, persistent, topic, 1);
        subscriber.disconnect();
        RawClient publisher = connected(V5);
        publisher.send(publish(topic, "at QoS 0"));
        publisher.published(publish(topic, "at QoS 1").qos1(1));
        RawClient again = connected(V5, persistent);
        if (kept) {
            again.expectPublish(topic, "at QoS 0");
        }
        again.expectPublish(topic, "at QoS 1");
    }
}
