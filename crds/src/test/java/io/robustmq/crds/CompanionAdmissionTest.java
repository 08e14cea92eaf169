package io.robustmq.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.crds.testkit.Admission;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is let in as a user or as a topic rule. */
class CompanionAdmissionTest {

    private static Admission users;
    private static Admission rules;

    @BeforeAll
    static void readsTheManifests() throws IOException {
        users = Admission.of("robustmqusers.robustmq.io-v1.yml");
        rules = Admission.of("robustmqtopicrules.robustmq.io-v1.yml");
    }

    @Test
    void aUserIsFilledUp() throws IOException {
        var user = Admission.yaml("spec: {cluster: demo, rules: [{topics: ['plant/#']}]}");

        assertThat(users.create(user)).isEmpty();
        var rule = users.defaulted(user).at("/spec/rules/0");
        assertThat(rule.path("permission").asText()).isEqualTo("allow");
        assertThat(rule.path("action").asText()).isEqualTo("all");
        assertThat(users.defaulted(user).at("/spec/superuser").asBoolean(true)).isFalse();
    }

    @Test
    void aUserStaysWhoItIs() throws IOException {
        var alice = Admission.yaml("spec: {cluster: demo, username: alice}");

        assertThat(users.update(alice, Admission.yaml("spec: {cluster: demo, username: alice, superuser: true}")))
                .isEmpty();
        assertThat(users.update(alice, Admission.yaml("spec: {cluster: demo, username: bob}")))
                .containsExactly(".spec: username cannot be changed");
        assertThat(users.update(alice, Admission.yaml("spec: {cluster: other, username: alice}")))
                .containsExactly(".spec.cluster: cluster cannot be changed");
    }

    @Test
    void aRuleSpeaksOfTopics() throws IOException {
        assertThat(users.create(Admission.yaml("spec: {cluster: demo, rules: [{permission: deny}]}")))
                .containsExactly(".spec.rules[].topics: is missing");
        assertThat(users.create(Admission.yaml("spec: {cluster: demo, rules: [{action: write, topics: [a]}]}")))
                .singleElement()
                .asString()
                .contains("none of");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "filter: '#', durable: true | ",
                "filter: 'plant/+/temperature' | ",
                "filter: 'plant/#', durable: true, retention: {seconds: 60, bytes: 1048576} | ",
                "filter: 'plant/#', rewrite: {pattern: '^plant/(.*)$', replacement: 'p/$1'} | ",
                "filter: 'plant#' | # stands at the end",
                "filter: 'plant/#/x' | # stands at the end",
                "filter: '#/#' | # stands at the end",
                "filter: '$share/g/plant' | not of a shared subscription",
                "filter: plant, retention: {seconds: 60} | retention is for durable topics",
                "filter: plant, durable: true, retention: {} | seconds, bytes, or both",
                "filter: plant, durable: true, retention: {seconds: 0} | less than 1"
            })
    void aTopicRule(String spec, String why) throws IOException {
        var faults = rules.create(Admission.yaml("spec: {cluster: demo, " + spec + "}"));

        if (why == null) {
            assertThat(faults).isEmpty();
        } else {
            assertThat(faults).singleElement().asString().contains(why);
        }
    }
}
