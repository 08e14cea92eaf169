package io.robustmq.broker.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.access.AclRule.Action;
import io.robustmq.broker.core.access.AclRule.Permission;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclRulesTest {
    private static final Identity ALICE = new Identity("c1", "alice", "10.1.2.3", false);
    private static final Identity NOBODY = new Identity("c2", null, "192.168.0.9", false);
    private static final Identity ROOT = new Identity("c3", "root", "10.1.2.3", true);

    @Test
    void theFirstRuleAboutATopicDecides() {
        AclRules rules = denyingOthers(
                rule(Permission.DENY, Action.PUBLISH, "a/secret"), rule(Permission.ALLOW, Action.PUBLISH, "a/#"));

        assertThat(publishes(rules, ALICE, "a/secret")).isFalse();
        assertThat(publishes(rules, ALICE, "a/open")).isTrue();
        assertThat(publishes(rules, ALICE, "b")).isFalse();
    }

    @Test
    void theDefaultDecidesWhereNoRuleDoes() {
        assertThat(publishes(new AclRules(List.of(), true, 0), ALICE, "x")).isTrue();
        assertThat(subscribes(new AclRules(List.of(), true, 0), ALICE, "#")).isTrue();
        assertThat(publishes(new AclRules(List.of(), false, 0), ALICE, "x")).isFalse();
        assertThat(subscribes(new AclRules(List.of(), false, 0), ALICE, "x")).isFalse();
    }

    @Test
    void superusersPassEverything() {
        AclRules rules = denyingOthers(new AclRule(Permission.DENY, AclSubject.EVERYONE, Action.ALL, 7, null, null));

        assertThat(publishes(rules, ROOT, "$SYS/x")).isTrue();
        assertThat(subscribes(rules, ROOT, "#")).isTrue();
    }

    @Test
    void aRuleWithoutTopicsIsAboutSystemTopicsToo() {
        AclRules rules = denyingOthers(new AclRule(Permission.ALLOW, AclSubject.EVERYONE, Action.ALL, 7, null, null));

        assertThat(subscribes(rules, ALICE, "$SYS/#")).isTrue();
        assertThat(subscribes(denyingOthers(rule(Permission.ALLOW, Action.ALL, "#")), ALICE, "$SYS/#"))
                .isFalse();
    }

    @Test
    void aRuleIsAboutItsActionOnly() {
        AclRules rules = denyingOthers(rule(Permission.ALLOW, Action.SUBSCRIBE, "a"));

        assertThat(subscribes(rules, ALICE, "a")).isTrue();
        assertThat(publishes(rules, ALICE, "a")).isFalse();
    }

    @Test
    void qosAndRetainNarrowARule() {
        AclRule upToOne = new AclRule(
                Permission.ALLOW,
                AclSubject.EVERYONE,
                Action.ALL,
                AclRule.qosMask(Set.of(0, 1)),
                null,
                List.of(TopicPattern.of("a")));
        AclRule notRetained = new AclRule(
                Permission.ALLOW, AclSubject.EVERYONE, Action.PUBLISH, 7, false, List.of(TopicPattern.of("b")));
        AclRules rules = denyingOthers(upToOne, notRetained);

        assertThat(rules.mayPublish(ALICE, TopicName.of("a"), 1, true)).isTrue();
        assertThat(rules.mayPublish(ALICE, TopicName.of("a"), 2, false)).isFalse();
        assertThat(rules.maySubscribe(ALICE, TopicFilter.parse("a"), 2)).isFalse();
        assertThat(rules.mayPublish(ALICE, TopicName.of("b"), 2, false)).isTrue();
        assertThat(rules.mayPublish(ALICE, TopicName.of("b"), 0, true)).isFalse();
    }

    @Nested
    class Who {
        @Test
        void allGivenConditionsMustHold() {
            AclSubject subject = new AclSubject(
                    Set.of("c1", "c9"), Set.of("alice"), List.of(AddressBlock.parse("10.0.0.0/8")), null);
            AclRules rules = denyingOthers(allow(subject, "x"));

            assertThat(publishes(rules, ALICE, "x")).isTrue();
            assertThat(publishes(rules, new Identity("c2", "alice", "10.1.2.3", false), "x"))
                    .isFalse();
            assertThat(publishes(rules, new Identity("c1", "bob", "10.1.2.3", false), "x"))
                    .isFalse();
            assertThat(publishes(rules, new Identity("c1", "alice", "11.1.2.3", false), "x"))
                    .isFalse();
            assertThat(publishes(rules, new Identity("c1", null, "10.1.2.3", false), "x"))
                    .isFalse();
        }

        @Test
        void anonymousClientsCanBeMeantOrLeftOut() {
            AclRules forAnonymous = denyingOthers(allow(new AclSubject(Set.of(), Set.of(), List.of(), true), "x"));
            AclRules forNamed = denyingOthers(allow(new AclSubject(Set.of(), Set.of(), List.of(), false), "x"));

            assertThat(publishes(forAnonymous, NOBODY, "x")).isTrue();
            assertThat(publishes(forAnonymous, ALICE, "x")).isFalse();
            assertThat(publishes(forNamed, NOBODY, "x")).isFalse();
            assertThat(publishes(forNamed, ALICE, "x")).isTrue();
        }

        @Test
        void rulesForOneUserKeepTheirPlaceAmongThoseForAll() {
            AclRules rules = denyingOthers(
                    allow(user("alice"), "a"),
                    rule(Permission.DENY, Action.ALL, "+"),
                    allow(user("alice"), "b"),
                    allow(new AclSubject(Set.of("c1"), Set.of(), List.of(), null), "c/d"),
                    rule(Permission.DENY, Action.ALL, "c/+"),
                    allow(user("alice"), "c/e"));

            assertThat(publishes(rules, ALICE, "a")).isTrue();
            assertThat(publishes(rules, NOBODY, "a")).isFalse();
            assertThat(publishes(rules, ALICE, "b")).isFalse();
            assertThat(publishes(rules, ALICE, "c/d")).isTrue();
            assertThat(publishes(rules, ALICE, "c/e")).isFalse();
        }

        private static AclRule allow(AclSubject who, String topic) {
            return new AclRule(Permission.ALLOW, who, Action.ALL, 7, null, List.of(TopicPattern.of(topic)));
        }

        private static AclSubject user(String name) {
            return new AclSubject(Set.of(), Set.of(name), List.of(), null);
        }
    }

    @Nested
    class Subscribing {
        @ParameterizedTest
        @CsvSource({
            "a/#, a/#, true",
            "a/#, a, true",
            "a/#, a/+/b, true",
            "a/#, #, false",
            "a/#, +/b, false",
            "a/+, a/#, false",
            "a/b, a/+, false",
            "#, +/#, true"
        })
        void anAllowRuleMustCoverTheFilter(String allowed, String filter, boolean granted) {
            assertThat(subscribes(denyingOthers(rule(Permission.ALLOW, Action.ALL, allowed)), ALICE, filter))
                    .isEqualTo(granted);
        }

        @ParameterizedTest
        @CsvSource({
            "a/secret, a/secret, false",
            "a/secret, a/+, false",
            "a/secret, #, false",
            "a/secret, +/secret, false",
            "a/secret/#, a/secret, false",
            "a/+/x, a/y/#, false",
            "a/secret, a/open, true",
            "a/secret, b/#, true",
            "$SYS/#, #, true",
            "$SYS/#, $SYS/brokers, false"
        })
        void aDenyRuleNeedOnlyOverlapTheFilter(String denied, String filter, boolean granted) {
            AclRules rules = new AclRules(List.of(rule(Permission.DENY, Action.ALL, denied)), true, 0);

            assertThat(subscribes(rules, ALICE, filter)).isEqualTo(granted);
        }

        @Test
        void aDenyRuleIsIdleWhereAnEarlierRuleAllowsAllItDenies() {
            AclRules rules = new AclRules(
                    List.of(
                            rule(Permission.ALLOW, Action.ALL, "a/b/#"),
                            rule(Permission.DENY, Action.ALL, "+/b/secret")),
                    true,
                    0);

            assertThat(subscribes(rules, ALICE, "a/#")).isTrue();
            assertThat(subscribes(rules, ALICE, "+/b/#")).isFalse();
        }

        @Test
        void ofAListOfPatternsOneDecides() {
            AclRules rules = denyingOthers(rule(Permission.ALLOW, Action.ALL, "x", "a/#"));

            assertThat(subscribes(rules, ALICE, "a/b")).isTrue();
            assertThat(subscribes(rules, ALICE, "x")).isTrue();
            assertThat(subscribes(rules, ALICE, "y")).isFalse();
        }

        @Test
        void aVerbatimPatternIsAboutTheTextOfTheFilter() {
            AclRule noEverything = new AclRule(
                    Permission.DENY,
                    AclSubject.EVERYONE,
                    Action.SUBSCRIBE,
                    7,
                    null,
                    List.of(TopicPattern.verbatim("#"), TopicPattern.verbatim("+/#")));
            AclRules rules = new AclRules(List.of(noEverything), true, 0);

            assertThat(subscribes(rules, ALICE, "#")).isFalse();
            assertThat(subscribes(rules, ALICE, "+/#")).isFalse();
            assertThat(subscribes(rules, ALICE, "a/#")).isTrue();
        }

        @Test
        void aSharedSubscriptionIsJudgedByItsFilter() {
            AclRules rules = denyingOthers(rule(Permission.ALLOW, Action.ALL, "a/#"));

            assertThat(subscribes(rules, ALICE, "$share/g/a/b")).isTrue();
            assertThat(subscribes(rules, ALICE, "$queue/b")).isFalse();
        }

        @Test
        void placeholdersStandForTheClientThatAsks() {
            AclRules rules = denyingOthers(rule(Permission.ALLOW, Action.ALL, "u/${username}/#", "c/${clientid}"));

            assertThat(subscribes(rules, ALICE, "u/alice/+")).isTrue();
            assertThat(subscribes(rules, ALICE, "u/+/x")).isFalse();
            assertThat(subscribes(rules, ALICE, "c/c1")).isTrue();
            assertThat(subscribes(rules, NOBODY, "u//x")).isFalse();
        }

        @ParameterizedTest
        @CsvSource({"+, u/+/x", "+, u/bob/x", "#, u/#", "bob/x, u/bob/x/y", "$SYS, u/#"})
        void aHostileUserNameIsGrantedNoOtherTopics(String name, String filter) {
            AclRules rules = denyingOthers(rule(Permission.ALLOW, Action.ALL, "u/${username}/#"));

            assertThat(subscribes(rules, new Identity("c", name, "10.0.0.1", false), filter))
                    .isFalse();
        }
    }

    private static AclRule rule(Permission permission, Action action, String... topics) {
        List<TopicPattern> patterns = new ArrayList<>();
        for (String topic : topics) {
            patterns.add(TopicPattern.of(topic));
        }
        return new AclRule(
                permission, AclSubject.EVERYONE, action, AclRule.ANY_QOS, (@Nullable Boolean) null, patterns);
    }

    private static AclRules denyingOthers(AclRule... rules) {
        return new AclRules(List.of(rules), false, 0);
    }

    private static boolean publishes(AclRules rules, Identity who, String topic) {
        return rules.mayPublish(who, TopicName.of(topic), 0, false);
    }

    private static boolean subscribes(AclRules rules, Identity who, String filter) {
        return rules.maySubscribe(who, TopicFilter.parse(filter), 0);
    }
}
