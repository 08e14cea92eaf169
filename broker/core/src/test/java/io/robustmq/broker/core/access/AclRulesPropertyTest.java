package io.robustmq.broker.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.access.AclRule.Action;
import io.robustmq.broker.core.access.AclRule.Permission;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compares the rules' answers with those found by asking about each topic by itself. */
class AclRulesPropertyTest {
    private static final Identity WHO = new Identity("c", "u", "10.0.0.1", false);
    private static final List<TopicFilter> FILTERS = SmallTopics.filters(3);
    private static final List<TopicName> TOPICS = SmallTopics.topics(5);

    /** A rule as plainly as it can be written down. */
    record Simple(boolean allow, TopicFilter filter) {
        AclRule toRule() {
            return new AclRule(
                    allow ? Permission.ALLOW : Permission.DENY,
                    AclSubject.EVERYONE,
                    Action.ALL,
                    AclRule.ANY_QOS,
                    null,
                    List.of(TopicPattern.of(filter.toString())));
        }
    }

    @Property(tries = 2000)
    void publishingFollowsTheFirstRuleThatMatches(
            @ForAll("rules") List<Simple> rules, @ForAll("topics") TopicName topic, @ForAll boolean otherwise) {
        assertThat(compile(rules, otherwise).mayPublish(WHO, topic, 0, false))
                .isEqualTo(isAllowed(rules, topic, otherwise));
    }

    @Property(tries = 5000)
    void aGrantedSubscriptionReachesAllowedTopicsOnly(
            @ForAll("rules") List<Simple> rules, @ForAll("filters") TopicFilter filter, @ForAll boolean otherwise) {
        if (compile(rules, otherwise).maySubscribe(WHO, filter, 0)) {
            assertThat(TOPICS).filteredOn(filter::matches).allMatch(topic -> isAllowed(rules, topic, otherwise));
        }
    }

    @Property(tries = 5000)
    void aRefusedSubscriptionReachesADeniedTopicOrIsAllowedInPartsOnly(
            @ForAll("rules") List<Simple> rules, @ForAll("filters") TopicFilter filter, @ForAll boolean otherwise) {
        if (!compile(rules, otherwise).maySubscribe(WHO, filter, 0)) {
            List<TopicName> wanted = TOPICS.stream().filter(filter::matches).toList();
            boolean someDenied = wanted.stream().anyMatch(topic -> !isAllowed(rules, topic, otherwise));
            long parts = rules.stream()
                    .filter(rule -> rule.allow()
                            && wanted.stream().anyMatch(topic -> rule.filter().matches(topic)))
                    .count();
            assertThat(someDenied || parts > 1 || (parts == 1 && otherwise)).isTrue();
        }
    }

    private static AclRules compile(List<Simple> rules, boolean otherwise) {
        return new AclRules(rules.stream().map(Simple::toRule).toList(), otherwise, 0);
    }

    private static boolean isAllowed(List<Simple> rules, TopicName topic, boolean otherwise) {
        return rules.stream()
                .filter(rule -> rule.filter().matches(topic))
                .findFirst()
                .map(Simple::allow)
                .orElse(otherwise);
    }

    @Provide
    Arbitrary<List<Simple>> rules() {
        return Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(FILTERS))
                .as(Simple::new)
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<TopicFilter> filters() {
        return Arbitraries.of(FILTERS);
    }

    @Provide
    Arbitrary<TopicName> topics() {
        return Arbitraries.of(TOPICS);
    }
}
