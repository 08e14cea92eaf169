package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.Property.REASON_STRING;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.Properties;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history of durable topics, by the user property {@code from} of SUBSCRIBE: not of the standard, but allowed by it. */
class ReplayTest extends ConformanceTest {

    @Override
    protected BrokerSetup setup() {
        return BrokerSetup.with("storage.type", "memory", "storage.durable-topics", "history/#,other/+");
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private static void publishAll(RawClient publisher, String topic, List<String> payloads) {
        for (String payload : payloads) {
            publisher.published(publish(topic, payload).qos1(1));
        }
    }

    private static List<String> texts(List<Received.Publish> messages) {
        return messages.stream().map(Received.Publish::text).toList();
    }

    private static String offset(Received.Publish message) {
        List<Properties.Pair> pairs = message.properties().userProperties();
        assertThat(pairs).extracting(Properties.Pair::name).containsExactly("offset");
        return pairs.getFirst().value();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void comesFirstThenWhatIsLive(int qos) {
        String topic = unique("history/topic");
        RawClient publisher = connected(V5);
        publishAll(publisher, topic, numbers(1, 300));
        RawClient subscriber = connected(V5);
        subscriber.send(subscribe(1).filter(topic, qos).withUserProperty("from", "earliest"));
        subscriber.expectSubAck(1, qos);
        publishAll(publisher, topic, numbers(301, 310));
        List<Received.Publish> messages = subscriber.receiveAndAcknowledge(310);
        assertThat(texts(messages)).containsExactlyElementsOf(numbers(1, 310));
        subscriber.expectNothing();

        RawClient later = connected(V5);
        later.send(subscribe(1).filter(topic, qos).withUserProperty("from", offset(messages.get(305))));
        later.expectSubAck(1, qos);
        assertThat(texts(later.receiveAndAcknowledge(5))).containsExactlyElementsOf(numbers(306, 310));
    }

    @Test
    void goesOnInASessionWhoseClientWasAway() {
        String topic = unique("history/topic");
        RawClient publisher = connected(V5);
        publishAll(publisher, topic, numbers(1, 200));
        ConnectPacket session = persistent(V5);
        RawClient subscriber = connected(V5, session);
        subscriber.send(subscribe(1).filter(topic, 1).withUserProperty("from", "earliest"));
        subscriber.expectSubAck(1, 1);
        List<Received.Publish> messages = new ArrayList<>(subscriber.receiveAndAcknowledge(50));
        subscriber.drop();
        publishAll(publisher, topic, numbers(201, 210));
        RawClient back = open(V5);
        assertThat(back.connect(session).sessionPresent()).isTrue();
        while (!messages.getLast().text().equals("210")) {
            messages.addAll(back.receiveAndAcknowledge(1));
        }
        assertThat(texts(messages).stream().distinct()).containsExactlyElementsOf(numbers(1, 210));
    }

    @Test
    void isRefusedWithAReasonIfNobodyCanTellFromWhere() {
        RawClient subscriber = connected(V5);
        subscriber.send(subscribe(1).filter(unique("history/topic"), 1).withUserProperty("from", "yesterday"));
        assertThat(subscriber.expectSubAck(1, 0x83).properties().text(REASON_STRING))
                .contains("from")
                .contains("earliest");
    }
}
