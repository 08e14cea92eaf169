package io.robustmq.broker.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.TopicAction;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the state takes and what a broker can apply is the same: a rule that were stored and could not be applied would deny
 * everything to everyone.
 */
class GrammarTest {

    private static final int TRIES = 20_000;
    private static final List<String> ADDRESS_PIECES = List.of(
            "10",
            ".",
            "0",
            ".0",
            "0.0",
            "255",
            "256",
            "10.0.0.0",
            "127.0.0.1",
            "/",
            "/8",
            "/0",
            "/33",
            "/-1",
            "/+8",
            "::",
            "2001:db8::",
            "/32",
            "/128",
            "::ffff:10.0.0.0",
            "%1",
            "localhost",
            " ",
            "fe80::1",
            "1",
            "0x0a",
            "\u0661");
    private static final List<String> TOPIC_PIECES = List.of(
            "a",
            "/",
            "//",
            "+",
            "#",
            "/#",
            "/+",
            "$",
            "$share/",
            "$queue/",
            "$SYS",
            "${",
            "}",
            "${clientid}",
            "${username}",
            "${client",
            "\u00e9",
            "\uD83D\uDE00",
            "{",
            " ");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int taken;

    private final ClusterImage image = image();

    private static ClusterImage image() {
        Decision formed = Placement.decide(ClusterImage.EMPTY, new Command.FormCluster("f", "cluster"), 0);
        return ClusterImage.EMPTY.replay(((Decision.Accepted) formed).batch());
    }

    private boolean isTaken(Resource resource) {
        Command write = new Command.Write("k", List.of(Change.Put.of(resource)));
        return Placement.decide(image, write, 0) instanceof Decision.Accepted;
    }

    private static boolean isApplied(Resource resource) {
        try {
            switch (resource) {
                case AclRule rule -> KeptRules.rule(rule);
                case BlockRule rule -> KeptRules.blocked(rule);
                default -> throw new IllegalArgumentException();
            }
            return true;
        } catch (KeptRules.BadField _) {
            return false;
        }
    }

    private String of(List<String> pieces) {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(any -> pieces.get(random.nextInt(pieces.size())))
                .reduce("", String::concat);
    }

    private List<String> some(List<String> pieces) {
        return Stream.generate(() -> of(pieces)).limit(random.nextInt(3)).toList();
    }

    private @Nullable Boolean maybe() {
        return random.nextInt(3) == 0 ? null : random.nextBoolean();
    }

    private AclRule rule(List<String> addresses, List<String> topics) {
        TopicAction[] actions = TopicAction.values();
        return new AclRule(
                "default",
                "r",
                0,
                AclRule.Permission.ALLOW,
                actions[random.nextInt(actions.length)],
                List.of(),
                random.nextBoolean() ? List.of() : List.of("ada"),
                addresses,
                maybe(),
                7,
                maybe(),
                topics);
    }

    private void agree(Resource resource) {
        boolean isTaken = isTaken(resource);
        assertThat(isApplied(resource)).as("seed %d: %s", seed, resource).isEqualTo(isTaken);
        taken += isTaken ? 1 : 0;
    }

    @Test
    void whatTheStateTakesABrokerAppliesAndTheOtherWayRound() {
        for (int i = 0; i < TRIES; i++) {
            agree(rule(some(ADDRESS_PIECES), List.of()));
            agree(rule(List.of(), some(TOPIC_PIECES)));
            agree(new BlockRule("default", "b", BlockRule.Target.ADDRESS, of(ADDRESS_PIECES), 0, ""));
        }
        assertThat(taken).as("seed %d", seed).isBetween(TRIES / 10, 3 * TRIES - TRIES / 10);
    }
}
