package io.robustmq.broker.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge sees what is wrong, and nothing else. */
class HistoryTest {
    private final History history = new History();

    @BeforeEach
    void oneSubscriberOfTwoTopics() {
        history.topic("once", MqttQos.EXACTLY_ONCE);
        history.topic("least", MqttQos.AT_LEAST_ONCE);
        history.subscriber("s");
    }

    private void given(String topic, int... numbers) {
        for (int number : numbers) {
            history.given("s", topic, number, 1_000_000L * number);
        }
    }

    @Test
    void whatCameInOrderIsRight() {
        history.acknowledged("once", 1);
        given("once", 0, 1, 3);
        assertThat(history.missing()).isEmpty();
        assertThat(history.broken()).isEmpty();
    }

    @Test
    void whatWasAcknowledgedAndNeverCameIsMissing() {
        history.acknowledged("once", 1);
        history.acknowledged("once", 2);
        given("once", 1);
        assertThat(history.missing()).isEqualTo(Map.of("s of once", Set.of(2)));
    }

    @Test
    void qos2TwiceIsBrokenAndQos1IsNot() {
        given("once", 4, 4);
        given("least", 4, 4);
        assertThat(history.broken()).containsExactly("s was given 4 of once twice");
    }

    @Test
    void qos1AgainMayComeBehindLaterOnesButNotForTheFirstTime() {
        given("least", 1, 3, 1);
        assertThat(history.broken()).isEmpty();
        given("least", 2);
        assertThat(history.broken()).containsExactly("s was given 2 of least behind 3");
    }

    @Test
    void theLongestGapIsThatOfAllTopicsTogether() {
        given("once", 0, 10);
        given("least", 4);
        assertThat(history.longestGapMillis("s")).isEqualTo(6);
    }
}
