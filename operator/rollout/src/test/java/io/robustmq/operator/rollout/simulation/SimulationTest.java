package io.robustmq.operator.rollout.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Many seeds of a cluster in trouble; no action breaks a law, and all settle. {@code -Dseeds=100000} plays more, {@code -Dseed=17} one,
 * with all that happens in it.
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("seeds", 200);

    @Test
    void noSeedBreaksALawAndAllSettle() {
        Long one = Long.getLong("seed");
        if (one != null) {
            Story story = new Story(one);
            story.play();
            story.told().forEach(System.out::println);
            return;
        }
        LongStream.range(0, SEEDS).parallel().forEach(SimulationTest::play);
        System.out.println("seeds 0 to " + (SEEDS - 1));
    }

    /** A simulation in which nothing happens proves nothing: each kind of action is taken, many times. */
    @Test
    void everythingThatCanBeDoneIsDone() {
        Map<String, Integer> times = new HashMap<>();
        for (long seed = 0; seed < 300; seed++) {
            Story story = new Story(seed);
            story.play();
            story.told().forEach(line -> times.merge(line.replaceAll("[\\[ :].*", ""), 1, Integer::sum));
        }

        assertThat(times)
                .containsKeys(
                        "CreateSet",
                        "WriteTemplate",
                        "SetReplicas",
                        "DeletePod",
                        "RemoveMember",
                        "Evacuate",
                        "StopEvacuation",
                        "Drain",
                        "StopDrain",
                        "GrowClaim",
                        "OrphanSet",
                        "DeleteClaim",
                        "RaiseMetadata");
    }

    private static void play(long seed) {
        try {
            new Story(seed).play();
        } catch (AssertionError broken) {
            throw new AssertionError(
                    "seed " + seed + " (-Dseed=" + seed + " tells it): " + broken.getMessage(), broken);
        }
    }
}
