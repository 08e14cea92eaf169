package io.robustmq.broker.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.interop.Letter.Extras;
import java.util.Map;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What MQTT 5.0 adds, with the clients that speak it. */
@Execution(ExecutionMode.CONCURRENT)
class Interop5IT extends InteropTest {

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClientOfVersion5")
    void propertiesArriveAsTheyWereSent(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("properties");
        ForeignClient subscriber = connect(kind, transport);
        subscriber.subscribe(topic, 1);
        Extras extras = new Extras(Map.of("tenant", "plant 7", "größe", "°C"), "text/plain", "answers/7", "42", 3_600L);
        connect(kind, transport).publish(Letter.of(topic, "x", 1).with(extras));
        assertThat(subscriber.mailbox().take().extras()).isEqualTo(extras);
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClientOfVersion5")
    void anAnswerFindsItsWayBackToItsQuestion(ClientKind kind, Transport transport) throws Exception {
        String questions = unique("questions");
        String answers = unique("answers");
        ForeignClient responder = connect(kind, transport);
        responder.subscribe(questions, 1);
        ForeignClient requester = connect(kind, transport);
        requester.subscribe(answers, 1);
        requester.publish(Letter.of(questions, "how warm is it?", 1)
                .with(new Extras(Map.of(), null, answers, "question 1", null)));

        Extras asked = responder.mailbox().take().extras();
        responder.publish(Letter.of(asked.responseTopic(), "21.5", 1)
                .with(new Extras(Map.of(), null, null, asked.correlationData(), null)));

        Letter answer = expect(requester, Letter.of(answers, "21.5", 1));
        assertThat(answer.extras().correlationData()).isEqualTo("question 1");
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("everyClientOfVersion5")
    void aKeptMessageTellsHowLongItIsStillGood(ClientKind kind, Transport transport) throws Exception {
        String topic = unique("expiry");
        Extras extras = new Extras(Map.of(), null, null, null, 60L);
        connect(kind, transport)
                .publish(Letter.of(topic, "good for a minute", 1).with(extras).retained());
        ForeignClient late = connect(kind, transport);
        late.subscribe(topic, 1);
        assertThat(late.mailbox().take().extras().expirySeconds()).isBetween(1L, 60L);
    }
}
