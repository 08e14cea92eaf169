package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRel;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What becomes of those who may not come in, or not do what they try. */
class AccessTest extends ConformanceTest {

    @Override
    protected BrokerSetup setup() {
        return BrokerSetup.with().authenticator(new Doorkeeper()).authorizer(new Guard());
    }

    /** Turns away everybody with a password other than "open". */
    private static final class Doorkeeper implements Authenticator {
        @Override
        public void authenticate(Credentials credentials, Consumer<AuthOutcome> answer) {
            boolean wrong =
                    credentials.password() != null && !Arrays.equals(credentials.password(), "open".getBytes(UTF_8));
            answer.accept(
                    wrong
                            ? new AuthOutcome.Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, "wrong")
                            : new AuthOutcome.Accepted(BrokerSetup.identity(credentials), null));
        }

        @Override
        public Exchange exchange(String method, Credentials credentials) {
            return null;
        }
    }

    /** Keeps everybody from topics that begin with "forbidden"; breaks down over those that begin with "faulty". */
    private static final class Guard implements Authorizer {
        @Override
        public boolean mayPublish(Identity identity, TopicName topic, int qos, boolean retain) {
            return isAllowed(topic.toString());
        }

        @Override
        public boolean maySubscribe(Identity identity, TopicFilter filter, int qos) {
            return isAllowed(filter.toString());
        }

        private static boolean isAllowed(String topic) {
            if (topic.startsWith("faulty")) {
                throw new IllegalStateException("a fault made for a test");
            }
            return !topic.startsWith("forbidden");
        }
    }

    @EveryVersion
    @Clause({"MQTT-3.1.4-2", "MQTT-3.2.2-7", "MQTT-3.2.2-8", "MQTT3-3.2.2-5"})
    void refusesAWrongPassword(ProtocolVersion version) {
        RawClient client = open(version);
        client.send(connect(unique("client")).username("user").password("wrong"));
        client.expectConnAck(version.isV5() ? 0x86 : 4);
        client.expectClosed();
        connected(version, connect(unique("client")).username("user").password("open"));
    }

    @Since311
    @Clause({"MQTT-3.2.2-6", "MQTT3-3.2.2-4", "MQTT-3.1.4-6", "MQTT3-3.1.4-5"})
    void leavesASessionAloneForWhichTheClientWasRefused(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient owner = subscribed(version, persistent, topic, 1);
        RawClient intruder = open(version);
        intruder.send(
                persistent(version, persistent.clientId()).username("user").password("wrong"));
        intruder.send(publish(topic, "intruder's").qos1(1));
        assertThat(intruder.expectConnAck(version.isV5() ? 0x86 : 4).sessionPresent())
                .isFalse();
        intruder.expectClosed();
        connected(version).published(publish(topic, "x").qos1(1));
        owner.expectPublish(topic, "x");
    }

    @EveryVersion
    @Clause({"MQTT-3.4.2-1", "MQTT-3.5.2-1", "MQTT3-3.3.5-2", "MQTT31-3.3-1"})
    void acknowledgesAMessageThatIsNotAllowedAndDropsIt(ProtocolVersion version) {
        int refused = version.isV5() ? 0x87 : 0;
        RawClient publisher = connected(version);
        publisher.send(publish("forbidden/topic", "x").qos1(1).retain());
        assertThat(publisher.expect(Received.PubAck.class).code()).isEqualTo(refused);
        publisher.send(publish("forbidden/topic", "x").qos2(2).retain());
        assertThat(publisher.expect(Received.PubRec.class).code()).isEqualTo(refused);
        publisher.send(publish("forbidden/topic", "x").retain());
        publisher.expectNothing();
        RawClient subscriber = subscribed(version, "+/topic", 0);
        subscriber.expectNothing();
    }

    @Test
    @Clause("MQTT-4.3.3-9")
    void takesAPacketIdForANewMessageOnceItHasTurnedTheLastOneDown() {
        String topic = unique("topic");
        RawClient subscriber = subscribed(V5, topic, 0);
        RawClient publisher = connected(V5);
        publisher.send(publish("forbidden/topic", "x").qos2(5));
        assertThat(publisher.expect(Received.PubRec.class).code()).isEqualTo(0x87);
        publisher.published(publish(topic, "allowed").qos2(5));
        subscriber.expectPublish(topic, "allowed");
    }

    @Version3
    @Clause({"MQTT3-3.3.5-2", "MQTT3-4.3.3-2", "MQTT31-3.3-1"})
    void goesThroughQos2ForAMessageThatIsNotAllowed(ProtocolVersion version) {
        RawClient publisher = connected(version);
        publisher.send(publish("forbidden/topic", "x").qos2(5));
        publisher.expectPubRec(5);
        publisher.send(pubRel(5, 0));
        publisher.expectPubComp(5);
    }

    @EveryVersion
    @Clause({"MQTT-3.8.4-7", "MQTT-3.9.3-2", "MQTT3-3.8.4-5", "MQTT3-3.9.3-2", "MQTT31-3.8-1"})
    void refusesASubscriptionThatIsNotAllowed(ProtocolVersion version) {
        int refused =
                switch (version) {
                    case V3_1 -> 0;
                    case V3_1_1 -> 0x80;
                    case V5 -> 0x87;
                };
        String topic = unique("topic");
        RawClient subscriber = connected(version);
        subscriber.send(subscribe(1).filter("forbidden/" + topic, 1).filter(topic, 1));
        subscriber.expectSubAck(1, refused, 1);
        connected(version).published(publish(topic, "x").qos1(1));
        subscriber.expectPublish(topic, "x");
    }

    @EveryVersion
    @Clause({"MQTT-3.1.4-2", "MQTT-3.2.2-8"})
    void refusesAWillThatIsNotAllowed(ProtocolVersion version) {
        RawClient client = open(version);
        client.send(connect(unique("client")).will(will("forbidden/topic", "x")));
        client.expectConnAck(version.isV5() ? 0x87 : 5);
        client.expectClosed();
    }

    @Test
    @Clause({"MQTT3-4.8.0-2", "MQTT-4.13.2-1"})
    void closesTheConnectionWhoseMessageItCannotProcessAndNoOther() {
        String topic = unique("topic");
        for (ProtocolVersion version : List.of(V3_1_1, V5)) {
            RawClient subscriber = subscribed(version, topic, 0);
            RawClient publisher = connected(version);
            publisher.send(publish("faulty/topic", "x").qos1(1));
            publisher.readToEnd();
            connected(version).send(publish(topic, "x"));
            subscriber.expectPublish(topic, "x");
        }
    }
}
