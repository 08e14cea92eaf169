package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.disconnect;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.Property.WILL_DELAY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;

/** What outlives a connection and for how long (5.0 §3.1.2.4, §4.1; 3.1.1 §3.1.2.4, §4.1). */
class SessionTest extends ConformanceTest {

    @EveryVersion
    @Clause({
        "MQTT-3.1.2-5",
        "MQTT-3.1.2-6",
        "MQTT-3.1.2-23",
        "MQTT-3.2.2-1",
        "MQTT-3.2.2-3",
        "MQTT3-3.1.2-4",
        "MQTT3-3.2.2-2",
        "MQTT3-3.2.2-3",
        "MQTT31-3.2-1"
    })
    void resumesTheSessionWithItsSubscriptions(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient first = open(version);
        assertThat(first.connect(persistent).sessionPresent()).isFalse();
        first.subscribed(topic, 1);
        first.disconnect();

        RawClient second = open(version);
        boolean canBeTold = version != ProtocolVersion.V3_1;
        assertThat(second.connect(persistent).sessionPresent()).isEqualTo(canBeTold);
        connected(version).published(publish(topic, "x").qos1(1));
        second.expectPublish(topic, "x");
    }

    @EveryVersion
    @Clause({"MQTT-3.2.0-1", "MQTT-4.5.0-1", "MQTT3-3.1.2-5", "MQTT3-3.2.0-1", "MQTT3-4.5.0-1"})
    void keepsMessagesForAClientThatIsAwayAndSendsThemAfterConnAck(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient first = subscribed(version, persistent, topic, 2);
        first.disconnect();
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "one").qos1(1));
        publisher.published(publish(topic, "two").qos2(2));

        RawClient second = open(version);
        second.connect(persistent);
        assertThat(second.expectPublish(topic, "one").qos()).isEqualTo(1);
        assertThat(second.expectPublish(topic, "two").qos()).isEqualTo(2);
    }

    @EveryVersion
    @Clause({
        "MQTT-3.1.2-4",
        "MQTT-3.1.4-4",
        "MQTT-3.2.2-2",
        "MQTT-3.2.2-1",
        "MQTT3-3.1.2-6",
        "MQTT3-3.1.4-3",
        "MQTT3-3.2.2-1"
    })
    void beginsAnewOnCleanStart(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient first = subscribed(version, persistent, topic, 1);
        first.disconnect();
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "missed").qos1(1));

        RawClient second = open(version);
        assertThat(second.connect(connect(persistent.clientId())).sessionPresent())
                .isFalse();
        second.expectNothing();
        publisher.published(publish(topic, "not subscribed").qos1(1));
        expectNothingUnderWay(publisher, second);
    }

    @Since311
    @Clause({"MQTT-4.1.0-2", "MQTT-3.2.2-3", "MQTT3-3.1.2-6", "MQTT3-3.2.2-3"})
    void endsAnUnkeptSessionWithItsConnection(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket unkept = version.isV5() ? connect(unique("client")).resume() : connect(unique("client"));
        RawClient first = subscribed(version, unkept, topic, 1);
        first.disconnect();

        RawClient second = open(version);
        Received.ConnAck ack = second.connect(persistent(version, unkept.clientId()));
        assertThat(ack.sessionPresent()).isFalse();
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "x").qos1(1));
        expectNothingUnderWay(publisher, second);
    }

    @Test
    @Clause({"MQTT-4.1.0-1", "MQTT-4.1.0-2", "MQTT-3.1.2-23"})
    void endsASessionOnceItsExpiryHasPassedAndNotWhileItIsConnected() {
        String topic = unique("topic");
        RawClient observer = subscribed(V5, topic, 0);
        ConnectPacket staying = connect(unique("staying")).resume().with(SESSION_EXPIRY_INTERVAL, 1);
        connected(V5, staying).drop();
        RawClient stays = connected(V5, staying); // back in time
        stays.subscribed(topic, 1);
        // its will is published when its session ends, two seconds after the connection
        ConnectPacket leaving = connect(unique("leaving"))
                .with(SESSION_EXPIRY_INTERVAL, 2)
                .will(will(topic, "session ended").with(WILL_DELAY_INTERVAL, 3_600));
        RawClient leaves = subscribed(V5, leaving, topic, 1);
        leaves.drop();

        observer.expectPublish(topic, "session ended");
        stays.expectPublish(topic, "session ended");
        assertThat(open(V5).connect(persistent(V5, leaving.clientId())).sessionPresent())
                .isFalse();
    }

    @Test
    @Clause({"MQTT-3.1.2-23", "MQTT-4.1.0-2"})
    void letsTheClientChangeTheExpiryAsItLeaves() {
        ConnectPacket persistent = persistent(V5);
        RawClient first = connected(V5, persistent);
        first.disconnect(disconnect(0).with(SESSION_EXPIRY_INTERVAL, 0));
        RawClient second = open(V5);
        assertThat(second.connect(persistent).sessionPresent()).isFalse();
    }

    @Test
    @Clause("MQTT-4.13.1-1")
    void refusesAnExpiryOnDisconnectIfThereWasNoneOnConnect() {
        RawClient client = connected(V5);
        client.send(disconnect(0).with(SESSION_EXPIRY_INTERVAL, 10));
        client.expectDisconnect(0x82);
    }

    @EveryVersion
    @Clause({"MQTT-3.1.4-3", "MQTT-4.1.0-1", "MQTT3-3.1.4-2", "MQTT3-4.1.0-1", "MQTT3-4.1.0-2"})
    void handsTheSessionToTheNewerConnection(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient older = subscribed(version, persistent, topic, 1);
        RawClient newer = connected(version, persistent);
        older.expectThrownOut(0x8E);
        connected(version).published(publish(topic, "x").qos1(1));
        newer.expectPublish(topic, "x");
    }

    @EveryVersion
    @Clause("MQTT3-3.1.2-7")
    void keepsRetainedMessagesWhenTheSessionOfTheirPublisherEnds(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "kept").qos1(1).retain());
        publisher.disconnect();
        RawClient subscriber = subscribed(version, topic, 1);
        subscriber.expectPublish(topic, "kept");
    }
}
