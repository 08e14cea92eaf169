package io.robustmq.broker.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients of every version do. */
@Execution(ExecutionMode.CONCURRENT)
class InteropIT extends InteropTest {

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClient")
    void messagesOfEveryQosArriveInOrder(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("orders") + "/größe";
        ForeignClient subscriber = connect(kind, transport);
        subscriber.subscribe(topic, 2);
        ForeignClient publisher = connect(kind, transport);
        for (int qos = 0; qos <= 2; qos++) {
            Letter letter = Letter.of(topic, "QoS " + qos + ": 21.5 °C", qos);
            publisher.publish(letter);
            expect(subscriber, letter);
        }
        assertThat(subscriber.mailbox().size()).isZero();
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClient")
    void aSubscriptionLimitsTheQos(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("limited");
        ForeignClient subscriber = connect(kind, transport);
        subscriber.subscribe(topic + "/+", 1);
        Letter letter = Letter.of(topic + "/a", "exactly once, but at least once will do", 2);
        connect(kind, transport).publish(letter);
        expect(subscriber, letter.qos(1));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClient")
    void aMessageOfManyFramesArrivesWhole(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("large");
        ForeignClient subscriber = connect(kind, transport);
        subscriber.subscribe(topic, 1);
        Letter letter = Letter.of(topic, "0123456789".repeat(12_000), 1);
        connect(kind, transport).publish(letter);
        expect(subscriber, letter);
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClient")
    void aRetainedMessageWaitsForSubscribersUntilItIsCleared(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("retained");
        ForeignClient publisher = connect(kind, transport);
        Letter letter = Letter.of(topic, "kept", 1).retained();
        publisher.publish(letter);
        ForeignClient late = connect(kind, transport);
        late.subscribe(topic, 1);
        expect(late, letter);

        publisher.publish(Letter.of(topic, "", 1).retained());
        expect(late, Letter.of(topic, "", 1));
        ForeignClient later = connect(kind, transport);
        later.subscribe(topic, 1);
        Letter fence = Letter.of(topic, "nothing was retained", 1);
        publisher.publish(fence);
        expect(later, fence);
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClient")
    void aWillIsPublishedForWhoVanishesOnly(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("will");
        ForeignClient heir = connect(kind, transport);
        heir.subscribe(topic + "/#", 1);
        if (kind != ClientKind.MOSQUITTO_5) { // a mosquitto_sub that is stopped asks for its will to be published
            Letter unwanted = Letter.of(topic + "/polite", "not to be published", 1);
            ForeignClient polite =
                    connect(kind, transport, Profile.of(unique("polite")).leaving(unwanted));
            polite.subscribe(unique("any"), 0);
            polite.disconnect();
        }
        Letter will = Letter.of(topic + "/gone", "gone", 1);
        ForeignClient vanishing =
                connect(kind, transport, Profile.of(unique("vanishing")).leaving(will));
        vanishing.subscribe(unique("any"), 0);
        vanishing.vanish();
        expect(heir, will);
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClient")
    void aSessionKeepsMessagesWhileItsClientIsAway(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("session");
        Profile profile = Profile.of(unique("sleeper")).keepingItsSession();
        ForeignClient sleeper = connect(kind, transport, profile);
        sleeper.subscribe(topic, 2);
        sleeper.disconnect();
        ForeignClient publisher = connect(kind, transport);
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Letter letter = Letter.of(topic, "while away " + i, 1 + i % 2);
            letters.add(letter);
            publisher.publish(letter);
        }
        ForeignClient back = connect(kind, transport, profile);
        if (kind.name().startsWith("MOSQUITTO")) {
            back.subscribe(topic, 2); // mosquitto_sub cannot connect without
        }
        List<Letter> received = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            received.add(back.mailbox().take());
        }
        for (int qos = 1; qos <= 2; qos++) { // clients hand out a QoS 2 message when it is released, which may be later
            assertThat(payloads(received, qos)).isEqualTo(payloads(letters, qos));
        }
    }

    private static List<String> payloads(List<Letter> letters, int qos) {
        return letters.stream()
                .filter(letter -> letter.qos() == qos)
                .map(Letter::payload)
                .toList();
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClient")
    void aSharedSubscriptionSpreadsMessagesOverItsMembers(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("shared");
        List<ForeignClient> members = List.of(connect(kind, transport), connect(kind, transport));
        for (ForeignClient member : members) {
            member.subscribe("$share/group/" + topic, 1);
        }
        ForeignClient publisher = connect(kind, transport);
        List<String> sent =
                IntStream.range(0, 8).mapToObj(i -> "piece of work " + i).toList();
        for (String work : sent) {
            publisher.publish(Letter.of(topic, work, 1));
        }
        await().until(() -> members.stream().mapToInt(m -> m.mailbox().size()).sum() >= sent.size());
        List<String> received = new ArrayList<>();
        for (ForeignClient member : members) {
            List<Letter> share = member.mailbox().takeAll();
            assertThat(share).hasSize(sent.size() / 2);
            share.forEach(letter -> received.add(letter.payload()));
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }
}
