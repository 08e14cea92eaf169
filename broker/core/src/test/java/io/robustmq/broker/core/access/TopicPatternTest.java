package io.robustmq.broker.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPatternTest {

    @Test
    void fillsTheClientIdIntoItsLevel() {
        TopicPattern pattern = TopicPattern.of("devices/${clientid}/#");

        assertThat(grants(pattern, "devices/d1/state", client("d1"))).isTrue();
        assertThat(grants(pattern, "devices/d1", client("d1"))).isTrue();
        assertThat(grants(pattern, "devices/d2/state", client("d1"))).isFalse();
        assertThat(grants(pattern, "devices/d11", client("d1"))).isFalse();
    }

    @Test
    void aPlainValueMakesTheFilterOneWouldWrite() {
        for (TopicFilter filter : SmallTopics.filters(2)) {
            if (filter.toString().contains("b")) {
                TopicPattern pattern = TopicPattern.of(filter.toString().replace("b", "${clientid}"));
                for (TopicName topic : SmallTopics.topics(3)) {
                    assertThat(grants(pattern, topic.toString(), client("b")))
                            .as("%s of %s", topic, filter)
                            .isEqualTo(filter.matches(topic));
                }
            }
        }
    }

    @Test
    void fillsSeveralValuesAndPartsOfALevel() {
        TopicPattern pattern = TopicPattern.of("+/u-${username}.${clientid}/x");

        assertThat(grants(pattern, "any/u-bob.c1/x", new Identity("c1", "bob", "10.0.0.1", false)))
                .isTrue();
        assertThat(grants(pattern, "any/u-bob.c2/x", new Identity("c1", "bob", "10.0.0.1", false)))
                .isFalse();
    }

    @Test
    void comparesLettersBeyondAscii() {
        TopicPattern pattern = TopicPattern.of("haus/${username}/тест");

        assertThat(grants(pattern, "haus/jürgen✓/тест", user("jürgen✓"))).isTrue();
        assertThat(grants(pattern, "haus/jürgen/тест", user("jürgen✓"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "#", "a/b", "+/secret", "x/#", "/", "a+", ""})
    void aHostileNameIsAllowedNothing(String name) {
        TopicPattern pattern = TopicPattern.of("home/${username}/#");

        for (String topic : new String[] {"home/a/b/c", "home/secret", "home//x", "home/" + plain(name), "home"}) {
            assertThat(grants(pattern, topic, user(name))).as(topic).isFalse();
        }
        assertThat(((TopicPattern.Filter) pattern).filterFor(user(name), true)).isNull();
    }

    private static String plain(String name) {
        return name.replace('+', 'p').replace('#', 'h');
    }

    @Test
    void aClientIdDoesNotReachSystemTopics() {
        TopicPattern pattern = TopicPattern.of("${clientid}/#");

        assertThat(grants(pattern, "$SYS/brokers", client("$SYS"))).isFalse();
        assertThat(grants(TopicPattern.of("x/${clientid}"), "x/$SYS", client("$SYS")))
                .isTrue();
    }

    @Test
    void anAnonymousClientHasNoUserName() {
        assertThat(grants(TopicPattern.of("x/${username}"), "x/null", client("c")))
                .isFalse();
        assertThat(grants(TopicPattern.of("x/${username}"), "x/", client("c"))).isFalse();
    }

    @Test
    void aSlashInTheNameDoesNotEvadeADenyRule() {
        TopicPattern pattern = TopicPattern.of("audit/${username}");

        assertThat(denies(pattern, "audit/team/alice", user("team/alice"))).isTrue();
        assertThat(denies(pattern, "audit/team/bob", user("team/alice"))).isFalse();
    }

    @Test
    void aWildcardInTheNameDoesNotWidenADenyRule() {
        TopicPattern pattern = TopicPattern.of("audit/${username}");

        assertThat(denies(pattern, "audit/bob", user("+"))).isFalse();
        assertThat(denies(pattern, "audit/bob", user("#"))).isFalse();
    }

    @Test
    void verbatimMeansTheTextItself() {
        TopicPattern pattern = TopicPattern.verbatim("${username}");

        assertThat(denies(pattern, "${username}", user("bob"))).isTrue();
        assertThat(denies(pattern, "bob", user("bob"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/${user}/b | the placeholders are ${clientid} and ${username}, not ${user}",
                "a/${clientid | the placeholders are",
                "a/#/b | # is the last one",
                "$share/g/a | without its prefix",
                "$queue/a | without its prefix"
            })
    void refusesWhatIsNoPattern(String text, String message) {
        assertThatThrownBy(() -> TopicPattern.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static boolean grants(TopicPattern pattern, String topic, Identity who) {
        return pattern.matches(TopicName.of(topic).utf8(), who, true);
    }

    private static boolean denies(TopicPattern pattern, String topic, Identity who) {
        return pattern.matches(topic.getBytes(StandardCharsets.UTF_8), who, false);
    }

    private static Identity client(String clientId) {
        return new Identity(clientId, null, "10.0.0.1", false);
    }

    private static Identity user(@Nullable String name) {
        return new Identity("c", name, "10.0.0.1", false);
    }
}
