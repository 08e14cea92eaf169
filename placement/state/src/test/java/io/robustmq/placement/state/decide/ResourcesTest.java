package io.robustmq.placement.state.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.ClusterStory;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Refusal;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.model.User;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResourcesTest {
    private static final String HASH = "$2b$10$raZrym.aKCk1Q09pVkuBcuf0uMZMZE7S7vQvvAVt5JXruhQVuupX.";
    private static final String SCRAM = "SCRAM-SHA-256$4096:vx9m9lccS9yJ+hhuhlzwwg==$"
            + "SLV6VFq2P08WYaLSXTwCqhYlUzP5eej3lXiXO3Tfj2M=:Kn0WmOrVMOaryo7OPcjgCz0ScL563c1HaAH++90+R0A=";

    private final ClusterStory cluster = ClusterStory.formed();

    @Test
    void whatIsPutIsThereWithTheRevisionAsItsVersion() {
        cluster.put(user("default", "ada"));
        Ref ref = new Ref(Kind.USER, "default", "ada");
        assertThat(cluster.image().find(ref).entity()).isEqualTo(user("default", "ada"));
        assertThat(cluster.image().versionOf(ref)).isEqualTo(cluster.image().revision());
    }

    @Test
    void writesHappenWholeOrNotAtAll() {
        Change good = Change.Put.of(user("default", "ada"));
        Change bad = Change.Put.of(user("default", ""));
        Refusal refusal = cluster.refuses(Reason.MISSING_FIELD, cluster.write(good, bad));
        assertThat(refusal.field()).isEqualTo("changes[1].put.user.name");
        assertThat(cluster.image().find(new Ref(Kind.USER, "default", "ada"))).isNull();
    }

    @Test
    void expectedVersionsAreComparedWithWhatIsThere() {
        ConfigEntry entry = config(1);
        cluster.does(cluster.write(new Change.Put(entry, OptionalLong.of(0))));
        long version = cluster.image().revision();
        cluster.refuses(Reason.ALREADY_EXISTS, cluster.write(new Change.Put(entry, OptionalLong.of(0))));
        Refusal stale = cluster.refuses(
                Reason.VERSION_MISMATCH, cluster.write(new Change.Put(entry, OptionalLong.of(version + 1))));
        assertThat(stale.currentVersion()).isEqualTo(version);
        cluster.does(cluster.write(new Change.Put(config(2), OptionalLong.of(version))));
        cluster.refuses(
                Reason.VERSION_MISMATCH, cluster.write(new Change.Delete(entry.ref(), OptionalLong.of(version))));
        cluster.does(cluster.write(Change.Delete.of(entry.ref())));
        cluster.refuses(Reason.NOT_FOUND, cluster.write(Change.Delete.of(entry.ref())));
    }

    /** Lists show no hashes: who puts back what was shown would lock the user out. */
    @Test
    void aPutTakesAHashAwayOnlyFromWhoExpectsTheVersionThatHasIt() {
        cluster.put(new User("default", "ada", HASH, SCRAM, false));
        long version = cluster.image().revision();
        User withoutPassword = new User("default", "ada", "", SCRAM, true);
        User withoutScram = new User("default", "ada", HASH, "", true);
        for (User lacking : List.of(withoutPassword, withoutScram)) {
            Refusal refusal = cluster.refuses(Reason.MISSING_FIELD, cluster.write(Change.Put.of(lacking)));
            assertThat(refusal.field()).isEqualTo("changes[0].expected_version");
        }
        cluster.refuses(
                Reason.VERSION_MISMATCH, cluster.write(new Change.Put(withoutPassword, OptionalLong.of(version - 1))));
        cluster.put(new User("default", "ada", HASH, SCRAM, true)); // whole, as it may be without knowing the version
        long whole = cluster.image().revision();
        cluster.does(cluster.write(new Change.Put(withoutPassword, OptionalLong.of(whole))));
        assertThat(cluster.image().find(withoutPassword.ref()).entity()).isEqualTo(withoutPassword);
        cluster.put(new User("default", "ada", HASH, SCRAM, true)); // what it had not cannot be lost
    }

    @Test
    void oneWriteChangesAnEntryOnce() {
        cluster.refuses(Reason.INVALID_FIELD, cluster.write(Change.Put.of(config(1)), Change.Put.of(config(2))));
    }

    @Test
    void aWriteHasOneToAHundredChanges() {
        cluster.refuses(Reason.MISSING_FIELD, cluster.write());
        List<Change> many = Collections.nCopies(Limits.CHANGES_A_WRITE + 1, Change.Put.of(config(1)));
        cluster.refuses(Reason.TOO_LARGE, new Command.Write(cluster.key(), many));
    }

    @Test
    void aConfigurationKeyKeepsItsType() {
        cluster.put(config(1));
        ConfigEntry text = new ConfigEntry("a.b", new ConfigValue.OfText("1"));
        cluster.refuses(Reason.TYPE_CHANGED, cluster.write(Change.Put.of(text)));
        cluster.does(cluster.write(Change.Delete.of(text.ref())));
        cluster.put(text);
    }

    @Test
    void plainPasswordsAreRefusedAndNotRepeated() {
        Refusal refusal = cluster.refuses(
                Reason.NOT_A_HASH, cluster.write(Change.Put.of(new User("default", "ada", "s3cret", "", false))));
        assertThat(refusal.toString()).doesNotContain("s3cret");
        cluster.refuses(
                Reason.NOT_A_HASH,
                cluster.write(Change.Put.of(new User("default", "ada", "", "SCRAM-SHA-256$x", false))));
        cluster.put(new User("default", "ada", HASH, SCRAM, true));
        assertThat(cluster.image().find(new Ref(Kind.USER, "default", "ada")).toString())
                .doesNotContain(HASH)
                .doesNotContain("4096");
    }

    @Test
    void nothingIsOfATenantThatIsNotThere() {
        assertThat(cluster.refuses(Reason.NOT_FOUND, cluster.write(Change.Put.of(user("acme", "ada"))))
                        .field())
                .isEqualTo("changes[0].put.tenant");
        cluster.does(cluster.write(Change.Put.of(user("acme", "ada")), Change.Put.of(tenant("acme"))));
    }

    @Test
    void aTenantThatHasSomethingStays() {
        cluster.does(cluster.write(Change.Put.of(tenant("acme")), Change.Put.of(user("acme", "ada"))));
        Change delete = Change.Delete.of(Ref.of(Kind.TENANT, "acme"));
        assertThat(cluster.refuses(Reason.IN_USE, cluster.write(delete)).message())
                .contains("ada");
        cluster.does(cluster.write(Change.Delete.of(new Ref(Kind.USER, "acme", "ada")), delete));
        cluster.refuses(Reason.NOT_FOUND, cluster.write(Change.Put.of(user("acme", "ada"))));
    }

    @Test
    void aTenantGetsNothingInTheWriteThatDeletesIt() {
        cluster.put(tenant("acme"));
        Change delete = Change.Delete.of(Ref.of(Kind.TENANT, "acme"));
        cluster.refuses(Reason.IN_USE, cluster.write(delete, Change.Put.of(user("acme", "ada"))));
        cluster.refuses(Reason.NOT_FOUND, cluster.write(Change.Put.of(user("acme", "ada")), delete));
    }

    @Test
    void aSchemaThatIsBoundStays() {
        Schema schema = new Schema("default", "s", Schema.Type.JSON, "{}", "");
        SchemaBinding binding = new SchemaBinding("default", "a/#", "s");
        cluster.refuses(Reason.NOT_FOUND, cluster.write(Change.Put.of(binding)));
        cluster.does(cluster.write(Change.Put.of(binding), Change.Put.of(schema)));
        cluster.refuses(Reason.IN_USE, cluster.write(Change.Delete.of(schema.ref())));
        cluster.does(cluster.write(Change.Delete.of(schema.ref()), Change.Delete.of(binding.ref())));
    }

    @Test
    void whatTheClusterManagesIsNotDeletedByHand() {
        cluster.journal("n1", "");
        cluster.refuses(Reason.INVALID_FIELD, cluster.write(Change.Delete.of(Ref.of(Kind.NODE, "n1"))));
    }

    @Test
    void everyFieldOfARuleIsLookedAt() {
        AclRule rule = new AclRule(
                "default",
                "r",
                0,
                AclRule.Permission.ALLOW,
                TopicAction.PUBLISH,
                List.of("c1", "c\u0000"),
                List.of(),
                List.of(),
                null,
                7,
                null,
                List.of());
        assertThat(cluster.refuses(Reason.INVALID_FIELD, cluster.write(Change.Put.of(rule)))
                        .field())
                .isEqualTo("changes[0].put.acl_rule.client_ids[1]");
        cluster.refuses(Reason.INVALID_FIELD, cluster.write(Change.Put.of(user("default", "\ud800"))));
        cluster.refuses(Reason.TOO_LARGE, cluster.write(Change.Put.of(user("default", "x".repeat(257)))));
        cluster.refuses(
                Reason.INVALID_FIELD,
                cluster.write(Change.Put.of(new ConfigEntry("a", new ConfigValue.OfDecimal(Double.NaN)))));
    }

    @Test
    void aRuleThatBrokersCouldNotReadIsNotStored() {
        assertThat(refusedField(rule(null, List.of(), List.of("10.0.0.0/8", "10.0.0.0/99"), List.of())))
                .isEqualTo("changes[0].put.acl_rule.addresses[1]");
        assertThat(refusedField(rule(null, List.of(), List.of(), List.of("a/#/b"))))
                .isEqualTo("changes[0].put.acl_rule.topics[0]");
        assertThat(refusedField(rule(null, List.of(), List.of(), List.of("${client}/#"))))
                .isEqualTo("changes[0].put.acl_rule.topics[0]");
        assertThat(refusedField(rule(true, List.of("ada"), List.of(), List.of())))
                .isEqualTo("changes[0].put.acl_rule.anonymous");
        assertThat(refusedField(new BlockRule("default", "b", BlockRule.Target.ADDRESS, "localhost", 0, "")))
                .isEqualTo("changes[0].put.block_rule.value");
        cluster.put(rule(
                null, List.of("ada"), List.of("10.0.0.0/8", "2001:db8::/32"), List.of("+/${clientid}/#", "$SYS/x")));
    }

    private String refusedField(Resource resource) {
        return cluster.refuses(Reason.INVALID_FIELD, cluster.write(Change.Put.of(resource)))
                .field();
    }

    private static AclRule rule(
            @Nullable Boolean anonymous, List<String> usernames, List<String> addresses, List<String> topics) {
        return new AclRule(
                "default",
                "r",
                0,
                AclRule.Permission.ALLOW,
                TopicAction.PUBLISH,
                List.of(),
                usernames,
                addresses,
                anonymous,
                7,
                null,
                topics);
    }

    private static ConfigEntry config(long value) {
        return new ConfigEntry("a.b", new ConfigValue.OfInteger(value));
    }

    private static User user(String tenant, String name) {
        return new User(tenant, name, HASH, "", false);
    }

    private static Tenant tenant(String name) {
        return new Tenant(name, "", 0, 0, 0, 0, 0);
    }
}
