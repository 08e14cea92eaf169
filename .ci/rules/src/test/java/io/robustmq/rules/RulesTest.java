package io.robustmq.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule is broken by who breaks it, and by nobody else. */
class RulesTest {
    private static final List<ArchRule> ALL = List.of(
            HouseRules.NEVER_SLEEPS,
            HouseRules.NAMES_SAY_WHAT_A_CLASS_DOES,
            PureRules.OPENS_NO_SOCKET_AND_NO_FILE,
            PureRules.STARTS_NO_THREAD,
            PureRules.ASKS_NO_CLOCK,
            PureRules.THROWS_NO_DICE);

    static class Opener {
        boolean opens() {
            return new File("file").exists();
        }
    }

    static class Starter {
        void starts() {
            new Thread(() -> {}).start();
        }
    }

    static class Watch {
        Instant now() {
            return Instant.now();
        }
    }

    static class Gambler {
        int throwsDice() {
            return new Random().nextInt();
        }
    }

    static class FileManager {}

    static class Saint {
        long rolls(Random chance, long nowNanos, Executor others) {
            others.execute(() -> {});
            return nowNanos + chance.nextInt();
        }
    }

    static Stream<Arguments> sinners() {
        return Stream.of(
                Arguments.of(Opener.class, PureRules.OPENS_NO_SOCKET_AND_NO_FILE),
                Arguments.of(Starter.class, PureRules.STARTS_NO_THREAD),
                Arguments.of(Watch.class, PureRules.ASKS_NO_CLOCK),
                Arguments.of(Gambler.class, PureRules.THROWS_NO_DICE),
                Arguments.of(FileManager.class, HouseRules.NAMES_SAY_WHAT_A_CLASS_DOES));
    }

    private static List<ArchRule> brokenBy(Class<?> type) {
        var classes = new ClassFileImporter().importClasses(type);
        return ALL.stream()
                .filter(rule -> rule.evaluate(classes).hasViolation())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("sinners")
    void aRuleIsBrokenByWhoBreaksIt(Class<?> sinner, ArchRule rule) {
        assertThat(brokenBy(sinner)).containsExactly(rule);
    }

    @Test
    void whatIsHandedInIsNotBreaking() {
        assertThat(brokenBy(Saint.class)).isEmpty();
    }

    @Test
    void whoKnowsMoreThanItMayBreaksTheDirection() {
        var classes = new ClassFileImporter().importClasses(RulesTest.class);
        assertThat(HouseRules.knowsOnly("io.robustmq..").evaluate(classes).hasViolation())
                .isTrue();
        assertThat(HouseRules.knowsOnly("io.robustmq..", "org.junit..", "org.assertj..", "com.tngtech..")
                        .evaluate(classes)
                        .hasViolation())
                .isFalse();
    }
}
