package io.robustmq.broker.server.placement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.access.AclRule.Permission;
import io.robustmq.broker.server.access.RememberingUsers;
import io.robustmq.broker.server.access.Tag;
import io.robustmq.broker.server.access.Users;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.model.User;
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.record.StateRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptViewTest {
    private static final String CHEAP = "$2b$04$" + "a".repeat(53);
    private static final String CHEAP_TOO = "$2b$04$" + "b".repeat(53);
    private static final String DEAR = "$2b$12$" + "c".repeat(53);
    private static final String VERIFIER =
            "SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA==$" + "A".repeat(43) + "=:" + "B".repeat(43) + "=";

    private final RememberingUsers.Learned learned = new RememberingUsers.Learned();
    private ClusterImage image = ClusterImage.EMPTY;
    private KeptView view = new KeptView(image, learned);
    private int keys;

    KeptViewTest() {
        apply(new Command.FormCluster("f", "cluster"));
    }

    private void apply(Command command) {
        Decision.Accepted accepted = (Decision.Accepted) Placement.decide(image, command, 0);
        image = image.replay(accepted.batch());
        view.change(image, accepted.batch());
    }

    private void write(Change... changes) {
        apply(new Command.Write("k" + keys++, List.of(changes)));
    }

    private static Change user(String name, String hash, String verifier) {
        return Change.Put.of(new User("default", name, hash, verifier, false));
    }

    private static Change delete(String name) {
        return Change.Delete.of(new Ref(Kind.USER, "default", name));
    }

    private Users users() {
        return view.kept().users();
    }

    @Test
    void theDecoyCostsWhatMostUsersCostWhateverChanges() {
        assertThat(users().decoyHash()).isNull();
        write(user("a", DEAR, ""), user("b", CHEAP, ""), user("c", CHEAP_TOO, ""));
        assertThat(users().decoyHash()).hasToString(CHEAP);
        write(user("c", DEAR, ""));
        assertThat(users().decoyHash()).hasToString(DEAR);
        write(delete("a"), delete("c"));
        assertThat(users().decoyHash()).hasToString(CHEAP);
        write(delete("b"));
        assertThat(users().decoyHash()).isNull();
    }

    @Test
    void anImageReadAnewGivesTheSame() {
        write(user("a", DEAR, VERIFIER), user("b", CHEAP, ""), user("c", CHEAP_TOO, ""));
        view = new KeptView(image, learned);

        assertThat(users().decoyHash().parameters()).isEqualTo("$2b$04");
        assertThat(users().offersScram()).isTrue();
    }

    @Test
    void scramIsOfferedWhileSomebodyHasAVerifier() {
        assertThat(users().offersScram()).isFalse();
        write(user("a", "", VERIFIER));
        assertThat(users().offersScram()).isTrue();
        assertThat(users().scramCandidate("a").user()).isNotNull();
        assertThat(users().scramCandidate("\uFF41").user())
                .as("as SASLprep has it")
                .isNotNull();
        assertThat(users().scramCandidate("nobody").user()).isNull();
        assertThat(users().scramCandidate("nobody").verifier().salt())
                .isEqualTo(users().scramCandidate("nobody").verifier().salt())
                .hasSize(16);
        write(delete("a"));
        assertThat(users().offersScram()).isFalse();
    }

    @Test
    void aRememberedPasswordIsForgottenWhenItsUserChangesAndOnlyThen() {
        byte[] password = "secret".getBytes(UTF_8);
        write(user("a", CHEAP, ""));
        Tag tag = users().tag("a", password);
        users().rememberRight("a", tag);
        write(user("b", CHEAP, ""));

        assertThat(users().tag("a", password)).isEqualTo(tag);
        assertThat(users().isKnownRight("a", tag)).isTrue();

        Users before = users();
        write(user("a", DEAR, ""));
        before.rememberRight("a", tag); // by a check that began before

        assertThat(users().tag("a", password)).isNotEqualTo(tag);
        assertThat(users().isKnownRight("a", users().tag("a", password))).isFalse();
    }

    @Test
    void aRuleThatCannotBeAppliedDeniesEverything() {
        AclRule rule = new AclRule(
                "default",
                "of a newer version",
                0,
                AclRule.Permission.ALLOW,
                TopicAction.PUBLISH,
                List.of(),
                List.of(),
                List.of(),
                null,
                7,
                null,
                List.of("not/#/a/filter"));
        RecordBatch batch = new RecordBatch(image.revision() + 1, List.of(new StateRecord.Put(rule)));
        view.change(image.replay(batch), batch);

        assertThat(view.kept().rules()).singleElement().satisfies(applied -> {
            assertThat(applied.permission()).isEqualTo(Permission.DENY);
            assertThat(applied.topics()).isNull();
        });
    }
}
