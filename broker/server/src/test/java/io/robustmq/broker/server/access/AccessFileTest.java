package io.robustmq.broker.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.core.access.AclRule;
import io.robustmq.broker.core.access.AclRules;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessFileTest {
    static final String BCRYPT = "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    private Path file;

    @BeforeEach
    void nameTheFile(@TempDir Path folder) {
        file = folder.resolve("access.toml");
    }

    @Test
    void readsUsersAndRules() throws IOException {
        AccessFile access = read("""
                scram_secret = "sixteen letters, or more"

                [[user]]
                name = "alice"
                password = "%1$s"
                scram_sha_256 = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="

                [[user]]
                name = "root"
                password = "%1$s"
                superuser = true

                [[rule]]
                permission = "deny"
                client_id = ["c1", "c2"]
                address = "10.0.0.0/8"
                action = "publish"
                qos = [1, 2]
                retain = true
                topics = ["a/${username}/#", { eq = "#" }]

                [[rule]]
                permission = "allow"
                anonymous = false
                qos = 0
                """.formatted(BCRYPT));

        assertThat(access.scramSecret()).isEqualTo("sixteen letters, or more");
        assertThat(access.users()).extracting(User::name).containsExactly("alice", "root");
        assertThat(access.users()).extracting(User::superuser).containsExactly(false, true);
        assertThat(access.users().getFirst().scram()).isNotNull();
        AclRule first = access.rules().getFirst();
        assertThat(first.permission()).isEqualTo(AclRule.Permission.DENY);
        assertThat(first.who().clientIds()).containsExactlyInAnyOrder("c1", "c2");
        assertThat(first.who().addresses()).hasSize(1);
        assertThat(first.action()).isEqualTo(AclRule.Action.PUBLISH);
        assertThat(first.qosMask()).isEqualTo(0b110);
        assertThat(first.retain()).isTrue();
        assertThat(first.topics()).hasSize(2);
        AclRule second = access.rules().getLast();
        assertThat(second.who().anonymous()).isFalse();
        assertThat(second.action()).isEqualTo(AclRule.Action.ALL);
        assertThat(second.qosMask()).isEqualTo(0b001);
        assertThat(second.topics()).isNull();
    }

    @Test
    void anEmptyFileHasNobody() throws IOException {
        assertThat(read("")).isEqualTo(new AccessFile(List.of(), List.of(), null));
    }

    @Test
    void usersByCertificateNeedNoSecret() throws IOException {
        Files.writeString(file, "[[user]]\nname = \"gateway\"\nsuperuser = true\n");

        assertThat(AccessFile.read(file, true).users()).hasSize(1);
        assertThatThrownBy(() -> AccessFile.read(file, false))
                .hasMessageContaining("user 1 (gateway), password: is missing, and so is scram_sha_256");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password = 1 | password: unknown key; there are",
                "usr = 1 | usr: unknown key; did you mean user?",
                "allow_anonymous = true | allow_anonymous: is not set here but in the broker's configuration, in [auth]",
                "scram_secret = \"short\" | scram_secret: must have at least 16 letters",
                "[user]~name = \"a\" | user: must be written with double brackets: [[user]]",
                "user = [1] | user 1: must be a table",
                "[[user]]~password = \"x\" | user 1, name: is missing",
                "[[user]]~name = \"a\" | user 1 (a), password: is missing",
                "[[user]]~name = \"a\"~pasword = \"x\" | user 1 (a), pasword: unknown key; did you mean password?",
                "[[user]]~name = \"a\"~password = \"x\" | user 1 (a), password: not a bcrypt",
                "[[user]]~name = \"a\"~scram_sha_256 = \"x\" | user 1 (a), scram_sha_256: a verifier is",
                "[[user]]~name = \"a\"~superuser = \"yes\" | user 1 (a), superuser: must be true or false",
                "[[user]]~name = \"\" | user 1 (), name: must be a text in quotes that is not empty",
                "[[rule]]~action = \"all\" | rule 1, permission: is missing; say allow or deny",
                "[[rule]]~permission = \"alow\" | rule 1, permission: must be one of allow, deny, not alow",
                "[[rule]]~permission = \"allow\"~action = \"read\" | action: must be one of publish, subscribe, all, not read",
                "[[rule]]~permission = \"allow\"~topic = \"a\" | rule 1, topic: unknown key; did you mean topics?",
                "[[rule]]~permission = \"allow\"~topics = [] | topics: names nothing; leave it out",
                "[[rule]]~permission = \"allow\"~topics = \"a/#/b\" | topics = \"a/#/b\": a wildcard fills a whole level",
                "[[rule]]~permission = \"allow\"~topics = \"${user}\" | the placeholders are ${clientid} and ${username}",
                "[[rule]]~permission = \"allow\"~topics = [7] | topics = 7: is a topic filter in quotes",
                "[[rule]]~permission = \"allow\"~topics = { is = \"a\" } | is a topic filter in quotes, or { eq",
                "[[rule]]~permission = \"allow\"~user = [1] | user: must be a text in quotes",
                "[[rule]]~permission = \"allow\"~user = \"a\"~anonymous = true | anonymous: with user is nobody",
                "[[rule]]~permission = \"allow\"~address = \"10.0.0.1/8\" | address = \"10.0.0.1/8\": the address has bits set",
                "[[rule]]~permission = \"allow\"~qos = 3 | qos = 3: is a QoS: 0, 1 or 2",
                "[[rule]]~permission = \"allow\"~retain = true | retain: is about publishing only",
                "name = | access.toml, line 1"
            })
    void aMistakeIsNamedWithItsPlaceAndTheWayOut(String text, String message) {
        assertThatThrownBy(() -> read(text.replace('~', '\n')))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("access.toml")
                .hasMessageContaining(message);
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        assertThatThrownBy(() -> read("""
                        [[user]]
                        name = "a"
                        password = "%1$s"
                        [[user]]
                        name = "a"
                        password = "%1$s"
                        [[rule]]
                        permission = "maybe"
                        """.formatted(BCRYPT)))
                .isInstanceOfSatisfying(InvalidConfigurationException.class, e -> assertThat(e.problems())
                        .hasSize(2))
                .hasMessageContaining("user 2 (a), name: is taken by " + file + ", user 1 (a) already");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        assertThatThrownBy(() -> AccessFile.read(file, false))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void theSampleFileDoesWhatItsCommentsSay() {
        AccessFile sample = AccessFile.read(Path.of("../../config/access.toml.example"), false);
        AclRules rules = new AclRules(sample.rules(), false, 0);
        Identity sensor = new Identity("sensor-7", "sensor", "10.20.0.7", false);
        Identity dashboard = new Identity("any", "dashboard", "192.168.1.5", false);
        Identity stranger = new Identity("any", null, "203.0.113.9", false);

        assertThat(rules.mayPublish(sensor, TopicName.of("sensors/sensor-7/temperature"), 1, false))
                .isTrue();
        assertThat(rules.mayPublish(sensor, TopicName.of("sensors/sensor-8/temperature"), 1, false))
                .isFalse();
        assertThat(rules.maySubscribe(sensor, TopicFilter.parse("commands/sensor/#"), 1))
                .isTrue();
        assertThat(rules.maySubscribe(dashboard, TopicFilter.parse("sensors/#"), 1))
                .isTrue();
        assertThat(rules.maySubscribe(dashboard, TopicFilter.parse("#"), 1)).isFalse();
        assertThat(rules.mayPublish(dashboard, TopicName.of("sensors/sensor-7/x"), 0, false))
                .isFalse();
        assertThat(rules.maySubscribe(stranger, TopicFilter.parse("sensors/#"), 0))
                .isFalse();
        assertThat(sample.users()).extracting(User::name).contains("admin", "sensor", "dashboard");
    }

    private AccessFile read(String text) throws IOException {
        Files.writeString(file, text);
        return AccessFile.read(file, false);
    }
}
