package io.robustmq.broker.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.robustmq.broker.server.faults.History.Lasts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge sees what is wrong, and nothing else. */
class HistoryTest {
    private final History history = new History(true);

    @BeforeEach
    void topicsAndSubscribers() {
        history.topic("once", MqttQos.EXACTLY_ONCE);
        history.topic("least", MqttQos.AT_LEAST_ONCE);
        history.subscriber("s", Lasts.ALWAYS);
        history.subscriber("p", Lasts.CONNECTION);
        history.dealtTopic("dealt", MqttQos.EXACTLY_ONCE);
        history.member("m1");
        history.member("m2");
    }

    private void given(String subscriber, String topic, int... numbers) {
        for (int number : numbers) {
            history.given(subscriber, topic, number, 1_000_000L * number);
        }
    }

    @Test
    void whatCameInOrderIsRight() {
        history.acknowledged("once", 1);
        given("s", "once", 0, 1, 3);
        assertThat(history.missing()).isEmpty();
        assertThat(history.broken()).isEmpty();
    }

    @Test
    void whatWasAcknowledgedAndNeverCameIsMissing() {
        history.acknowledged("once", 1);
        history.acknowledged("once", 2);
        given("s", "once", 1);
        assertThat(history.missing()).isEqualTo(Map.of("s of once", Set.of(2)));
    }

    @Test
    void aSessionThatEndsWithItsConnectionMissesNothingButInACalm() {
        history.acknowledged("least", 4);
        history.acknowledged("least", 5);
        given("s", "least", 4, 5);
        assertThat(history.missing()).isEmpty();
        assertThat(history.missingSince(Map.of("least", 5), List.of("p"))).isEqualTo(Map.of("p of least", Set.of(5)));
        given("p", "least", 5);
        assertThat(history.missingSince(Map.of("least", 5), List.of("p"))).isEmpty();
    }

    @Test
    void qos2TwiceIsBrokenAndQos1IsNot() {
        given("s", "once", 4, 4);
        given("s", "least", 4, 4);
        assertThat(history.broken()).containsExactly("s was given 4 of once twice");
    }

    @Test
    void qos1AgainMayComeBehindLaterOnesButNotForTheFirstTime() {
        given("s", "least", 1, 3, 1);
        assertThat(history.broken()).isEmpty();
        given("s", "least", 2);
        assertThat(history.broken()).containsExactly("s was given 2 of least behind 3");
    }

    @Test
    void whatIsDealtComesToOneMember() {
        history.acknowledged("dealt", 1);
        history.acknowledged("dealt", 2);
        given("m1", "dealt", 1);
        assertThat(history.missing()).isEqualTo(Map.of("members of dealt", Set.of(2)));
        given("m2", "dealt", 2);
        assertThat(history.missing()).isEmpty();
        assertThat(history.broken()).isEmpty();
        given("m2", "dealt", 1);
        assertThat(history.broken()).hasSize(1);
    }

    @Test
    void whatIsDealtMayBeLostWhereThatIsNotPromised() {
        History other = new History(false);
        other.dealtTopic("dealt", MqttQos.AT_LEAST_ONCE);
        other.member("m");
        other.acknowledged("dealt", 1);
        assertThat(other.missing()).isEmpty();
        assertThat(other.missingSince(Map.of("dealt", 1), List.of())).isEqualTo(Map.of("members of dealt", Set.of(1)));
    }

    @Test
    void aClientIdIsOwnedTwiceIfWhatIsPublishedLaterStillComesToTheOneBefore() {
        history.subscriber("c#1", Lasts.CONNECTION);
        history.subscriber("c#2", Lasts.CONNECTION);
        history.owner("c", "c#1", 90, 100);
        history.owner("c", "c#2", 190, 200);
        history.published("least", 1, 150);
        history.published("least", 2, 250);
        history.given("c#1", "least", 1, 300); // it was on its way
        history.given("c#2", "least", 2, 300);
        assertThat(history.ownedTwice()).isEmpty();
        history.given("c#1", "least", 2, 300);
        assertThat(history.ownedTwice())
                .containsExactly("c#1 was given 2 of least, which was published after another had its client id");
    }

    @Test
    void theLastOfATopicIsNoneThatALaterOneWasAcknowledged() {
        history.published("least", 7, 0);
        history.published("least", 8, 0);
        history.acknowledged("least", 7);
        assertThat(history.mayBeLast("least", 6)).isFalse();
        assertThat(history.mayBeLast("least", 7)).isTrue();
        assertThat(history.mayBeLast("least", 8)).isTrue();
        assertThat(history.mayBeLast("least", 9)).isFalse();
    }

    @Test
    void theLongestGapIsThatOfAllTopicsTogetherInTheSpan() {
        given("s", "once", 0, 10, 30);
        given("s", "least", 4);
        assertThat(history.longestGapMillis("s", 0, 10_000_000)).isEqualTo(20);
        assertThat(history.longestGapMillis("s", 0, 9_000_000)).isEqualTo(6);
    }
}
