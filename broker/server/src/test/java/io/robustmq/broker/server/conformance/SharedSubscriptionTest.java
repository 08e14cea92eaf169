package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.disconnect;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pingReq;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubAck;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRec;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.NO_LOCAL;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One of a group gets each message (5.0 §4.8.2). */
class SharedSubscriptionTest extends ConformanceTest {

    @EveryVersion
    @Clause({"MQTT-4.8.2-1", "MQTT-4.8.2-2"})
    void givesEachMessageToOneMemberOfEachGroup(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient lonely = subscribed(version, "$share/other/" + topic + "/#", 0);
        List<RawClient> members = List.of(connected(version), connected(version), connected(version));
        for (RawClient member : members) {
            member.subscribed("$share/group/" + topic + "/#", 0);
        }
        RawClient plain = subscribed(version, topic + "/#", 0);
        RawClient publisher = connected(version);
        int messages = 30;
        for (int i = 0; i < messages; i++) {
            publisher.send(publish(topic + "/a", "message " + i));
        }
        for (int i = 0; i < messages; i++) {
            lonely.expectPublish(topic + "/a", "message " + i);
            plain.expectPublish(topic + "/a", "message " + i);
        }
        assertThat(members.stream()
                        .mapToInt(member -> untilFence(publisher, member))
                        .sum())
                .isEqualTo(messages);
    }

    /** How many messages came to {@code member} before one that is sent now. */
    private static int untilFence(RawClient publisher, RawClient member) {
        String fence = unique("fence");
        member.send(subscribe(1).filter(fence, 0), pingReq());
        int messages = 0;
        while (true) {
            switch (member.receive()) {
                case Received.Publish publish
                when publish.topic().equals(fence) -> {
                    return messages;
                }
                case Received.Publish _ -> messages++;
                case Received.PingResp _ -> publisher.send(publish(fence, ""));
                case Received _ -> {}
            }
        }
    }

    @ParameterizedTest
    @Clause({"MQTT-4.8.2-1", "MQTT-4.8.2-2"})
    @ValueSource(
            strings = {
                "$share/group",
                "$share/group/",
                "$share//filter",
                "$share/a+b/filter",
                "$share/#/filter",
                "$share/"
            })
    void refusesAFilterWithoutAProperShareName(String filter) {
        RawClient client = connected(V5);
        client.send(subscribe(1).filter(filter, 0));
        client.expectSubAck(1, 0x8F);
    }

    @Test
    @Clause({"MQTT-3.8.3-4", "MQTT-4.13.1-1"})
    void endsTheConnectionOnNoLocal() {
        RawClient client = connected(V5);
        client.send(subscribe(1).filter("$share/group/" + unique("topic"), NO_LOCAL));
        client.expectDisconnect(0x82);
    }

    @EveryVersion
    @Clause("MQTT-4.8.2-3")
    void deliversWithTheQosGrantedToTheMember(ProtocolVersion version) {
        for (int granted = 0; granted <= 2; granted++) {
            String topic = unique("topic");
            RawClient member = subscribed(version, "$share/group/" + topic, granted);
            connected(version).published(publish(topic, "x").qos2(1));
            assertThat(member.expectPublish(topic, "x").qos()).isEqualTo(granted);
        }
    }

    @Test
    @Clause("MQTT-4.8.2-4")
    void finishesAQos2DeliveryWithTheMemberItBeganWith() {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(V5);
        RawClient first = subscribed(V5, persistent, "$share/group/" + topic, 2);
        RawClient publisher = connected(V5);
        publisher.published(publish(topic, "begun").qos2(1));
        int packetId = first.expectPublish(topic, "begun").packetId();
        RawClient second = subscribed(V5, "$share/group/" + topic, 2);
        first.drop();

        RawClient again = connected(V5, persistent);
        Received.Publish repeated = again.expectPublish(topic, "begun");
        assertThat(repeated.packetId()).isEqualTo(packetId);
        again.acknowledge(repeated);
        expectNothingUnderWay(again, second);
    }

    @Test
    @Clause("MQTT-4.8.2-5")
    void givesAQos2MessageToNobodyElseWhenTheMembersSessionEnds() {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(V5);
        RawClient first = subscribed(V5, persistent, "$share/group/" + topic, 2);
        connected(V5).published(publish(topic, "begun").qos2(1));
        first.expectPublish(topic, "begun");
        RawClient second = subscribed(V5, "$share/group/" + topic, 2);
        first.disconnect(disconnect(0).with(SESSION_EXPIRY_INTERVAL, 0));
        RawClient again = open(V5);
        assertThat(again.connect(persistent).sessionPresent()).isFalse();
        expectNothingUnderWay(again, second);
    }

    @Test
    @Clause({"MQTT-4.8.2-6", "MQTT-4.4.0-2"})
    void dropsAMessageThatAMemberTurnsDown() {
        String topic = unique("topic");
        RawClient first = subscribed(V5, "$share/group/" + topic, 2);
        RawClient publisher = connected(V5);
        publisher.published(publish(topic, "at QoS 1").qos1(1));
        publisher.published(publish(topic, "at QoS 2").qos2(1));
        int one = first.expectPublish(topic, "at QoS 1").packetId();
        int two = first.expectPublish(topic, "at QoS 2").packetId();
        RawClient second = subscribed(V5, "$share/group/" + topic, 2);
        first.send(pubAck(one, 0x80), pubRec(two, 0x97));
        first.expectNothing();
        expectNothingUnderWay(first, second);
        first.disconnect();
        expectNothingUnderWay(publisher, second);
    }

    @Test
    @Clause("MQTT-4.8.2-3")
    void givesAQos1MessageToAnotherWhenTheMembersSessionEnds() {
        String topic = unique("topic");
        RawClient first = subscribed(V5, "$share/group/" + topic, 1);
        connected(V5).published(publish(topic, "begun").qos1(1));
        first.expectPublish(topic, "begun");
        RawClient second = subscribed(V5, "$share/group/" + topic, 1);
        first.disconnect();
        second.expectPublish(topic, "begun");
    }

    @Test
    @Clause("MQTT-3.3.1-9")
    void sendsNoRetainedMessages() {
        String topic = unique("topic");
        connected(V5).published(publish(topic, "kept").qos1(1).retain());
        RawClient member = subscribed(V5, "$share/group/" + topic, 1);
        member.expectNothing();
    }
}
