package io.robustmq.broker.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that replace topics by aliases, and take them. Counts the broker's bytes, so nothing else may happen. */
@Isolated
class TopicAliasIT extends InteropTest {

    /** Counted in bytes: the topic goes over the wire once each way, then its alias does. */
    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClientThatUsesTopicAliases")
    void aLongTopicIsSentOnlyOnce(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("alias") + "/" + "long".repeat(250);
        ForeignClient subscriber =
                connect(kind, transport, Profile.of(unique("client")).usingAliases());
        subscriber.subscribe(topic, 0);
        ForeignClient publisher =
                connect(kind, transport, Profile.of(unique("client")).usingAliases());
        publisher.publish(Letter.of(topic, "first", 1));
        expect(subscriber, Letter.of(topic, "first", 0));
        double received = broker().metric("robustmq_traffic_received_bytes_total");
        double sent = broker().metric("robustmq_traffic_sent_bytes_total");
        for (int i = 0; i < 5; i++) {
            publisher.publish(Letter.of(topic, "next", 1));
            expect(subscriber, Letter.of(topic, "next", 0));
        }
        assertThat(broker().metric("robustmq_traffic_sent_bytes_total") - sent).isLessThan(1_000);
        assertThat(broker().metric("robustmq_traffic_received_bytes_total") - received)
                .isLessThan(1_000);
    }

    static Stream<Arguments> everyClientThatUsesTopicAliases() {
        return everyClientOfVersion5()
                .filter(arguments ->
                        arguments.get()[0] == ClientKind.HIVEMQ_5 || arguments.get()[0] == ClientKind.MQTTJS_5);
    }
}
