package io.robustmq.placement.service.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.AutoSubscribeRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.RewriteRule;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.model.User;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {

    static Stream<Resource> resources() {
        return Stream.of(
                new ConfigEntry("a", new ConfigValue.OfBoolean(true)),
                new ConfigEntry("a", new ConfigValue.OfInteger(-5)),
                new ConfigEntry("a", new ConfigValue.OfDecimal(1.5)),
                new ConfigEntry("a", new ConfigValue.OfText("text")),
                new ConfigEntry("a", new ConfigValue.OfDuration(1_000)),
                new Tenant("t", "d", 1, 2, 3, 4, 5),
                new User("t", "u", "$2b$10$x", "SCRAM-SHA-256$1:a$b:c", true),
                new AclRule(
                        "t",
                        "r",
                        7,
                        AclRule.Permission.DENY,
                        TopicAction.SUBSCRIBE,
                        List.of("c"),
                        List.of("u"),
                        List.of("10.0.0.0/8"),
                        true,
                        0b101,
                        false,
                        List.of("a/#")),
                new AclRule(
                        "t",
                        "r",
                        0,
                        AclRule.Permission.ALLOW,
                        TopicAction.PUBLISH,
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        0b111,
                        null,
                        List.of()),
                new BlockRule("t", "b", BlockRule.Target.CLIENT_ID_PATTERN, "x*", 5, "d"),
                new RewriteRule("t", "w", 1, TopicAction.PUBLISH_AND_SUBSCRIBE, "a/#", "a/(.*)", "b/$1"),
                new AutoSubscribeRule("t", "s", "a/${clientid}", 2, true, true, 1),
                new Schema("t", "s", Schema.Type.PROTOBUF, "message A {}", "d"),
                new SchemaBinding("t", "a/#", "s"));
    }

    @ParameterizedTest
    @MethodSource("resources")
    void resourcesComeBackAsTheyWent(Resource resource) {
        Entry entry = ToMessage.entry(resource, 9, true);
        assertThat(entry.getVersion()).isEqualTo(9);
        assertThat(FromMessage.resource(entry, "put")).isEqualTo(resource);
    }

    @ParameterizedTest
    @MethodSource("resources")
    void namesComeBackAsTheyWent(Resource resource) {
        assertThat(FromMessage.ref(ToMessage.ref(resource.ref()), "ref")).isEqualTo(resource.ref());
    }

    @Test
    void hashesAreKeptBackUnlessAskedFor() {
        Entry entry = ToMessage.entry(new User("t", "u", "$2b$10$x", "SCRAM-SHA-256$1:a$b:c", false), 1, false);
        assertThat(entry.getUser().getPasswordHash()).isEmpty();
        assertThat(entry.getUser().getScramSha256()).isEmpty();
    }

    @Test
    void whoNamesNoTenantMeansTheDefaultOne() {
        EntryRef ref = EntryRef.newBuilder()
                .setKind(io.robustmq.placement.api.v1.Kind.USER)
                .setName("u")
                .build();
        assertThat(FromMessage.ref(ref, "ref")).isEqualTo(new Ref(Kind.USER, Tenant.DEFAULT, "u"));
    }

    @Test
    void whatIsWrongIsNamedByItsField() {
        EntryRef withoutKind = EntryRef.newBuilder().setName("u").build();
        assertThatThrownBy(() -> FromMessage.ref(withoutKind, "ref"))
                .isInstanceOfSatisfying(Fault.class, fault -> assertThat(fault.error())
                        .returns(Reason.MISSING_FIELD, error -> error.getReason())
                        .returns("ref.kind", error -> error.getField()));
        EntryRef configOfTenant = EntryRef.newBuilder()
                .setKind(io.robustmq.placement.api.v1.Kind.CONFIG)
                .setTenant("t")
                .setName("a")
                .build();
        assertThatThrownBy(() -> FromMessage.ref(configOfTenant, "ref"))
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> assertThat(fault.error().getField()).isEqualTo("ref.tenant"));
    }
}
