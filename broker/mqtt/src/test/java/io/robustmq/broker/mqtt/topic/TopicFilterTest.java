package io.robustmq.broker.mqtt.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

    /** The examples of §4.7. */
    @ParameterizedTest
    @CsvSource({
        "sport/tennis/player1/#, sport/tennis/player1, true",
        "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
        "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
        "sport/#,                sport,                true",
        "#,                      /,                    true",
        "sport/tennis/+,         sport/tennis/player1, true",
        "sport/tennis/+,         sport/tennis/player1/ranking, false",
        "sport/+,                sport,                false",
        "sport/+,                sport/,               true",
        "+/+,                    /finance,             true",
        "/+,                     /finance,             true",
        "+,                      /finance,             false",
        "#,                      $SYS/monitor,         false",
        "+/monitor/Clients,      $SYS/monitor/Clients, false",
        "$SYS/#,                 $SYS/monitor,         true",
        "$SYS/monitor/+,         $SYS/monitor/Clients, true",
        "sport,                  Sport,                false"
    })
    void matchesAsTheStandardsExamplesSay(
            String filter, String name, boolean matches) { // [MQTT-4.7.2-1] [MQTT-4.7.3-4]
        assertThat(TopicFilter.parse(filter).matches(TopicName.of(name))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/", "+", "#", "+/tennis/#", "a//b", "$SYS/#", " ", "$share", "$sharing/a", "$queue"})
    void takesWhatIsAFilter(String text) {
        TopicFilter filter = TopicFilter.parse(text);

        assertThat(filter.toString()).isEqualTo(text);
        assertThat(filter.isShared()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sport/tennis#",
                "sport/tennis/#/ranking",
                "sport+",
                "+sport",
                "#/",
                "##",
                "a/++",
                "$share/",
                "$share/g",
                "$share/g/",
                "$share//a",
                "$share/g+/a",
                "$share/#/a",
                "$share/g/a#",
                "$queue/",
                "$queue/a#"
            })
    void refusesWhatIsNone(String text) { // [MQTT-4.7.1-1] [MQTT-4.7.1-2] [MQTT-4.7.3-1] [MQTT-4.8.2-1] [MQTT-4.8.2-2]
        MalformedPacketException refusal =
                catchThrowableOfType(MalformedPacketException.class, () -> TopicFilter.parse(text));

        assertThat(refusal.reason()).isEqualTo(ReasonCode.TOPIC_FILTER_INVALID);
    }

    @Test
    void keepsGroupAndFilterOfASharedSubscriptionApart() {
        TopicFilter filter = TopicFilter.parse("$share/workers/jobs/+");

        assertThat(filter.shareGroup()).isEqualTo("workers");
        assertThat(filter.utf8()).asString().isEqualTo("jobs/+");
        assertThat(filter.hasWildcard()).isTrue();
        assertThat(filter.levels()).isEqualTo(2);
        assertThat(filter).hasToString("$share/workers/jobs/+").isNotEqualTo(TopicFilter.parse("jobs/+"));
    }

    @Test
    void knowsTheQueueFormOfASharedSubscription() {
        TopicFilter filter = TopicFilter.parse("$queue/jobs");

        assertThat(filter.shareGroup()).isEqualTo(TopicFilter.QUEUE_GROUP);
        assertThat(filter).hasToString("$queue/jobs").isNotEqualTo(TopicFilter.parse("$share/queue/jobs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/+", "a/#", "#", "a+b"})
    void aNameHasNoWildcard(String text) { // [MQTT-3.3.2-2]
        assertThat(catchThrowableOfType(MalformedPacketException.class, () -> TopicName.of(text))
                        .reason())
                .isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
    }
}
