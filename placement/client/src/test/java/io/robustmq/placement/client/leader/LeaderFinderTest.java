package io.robustmq.placement.client.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LeaderFinderTest {

    private static final long AVOID = 1_000;
    private static final List<String> THREE = List.of("a:1", "b:1", "c:1");

    private final LeaderFinder finder = new LeaderFinder(THREE, AVOID, 0);

    @Test
    void staysWithTheLeaderOnceFound() {
        assertThat(finder.leaderOrNext(0)).isEqualTo("a:1");
        assertThat(finder.onNotLeader("a:1", "c:1", 0)).isTrue();
        assertThat(finder.leaderOrNext(0)).isEqualTo("c:1");
        assertThat(finder.onLed("c:1")).isTrue();
        assertThat(finder.onLed("c:1")).isFalse();
        assertThat(finder.leaderOrNext(1)).isEqualTo("c:1");
    }

    @Test
    void doesNotBelieveWhoNamesALeaderThatHasJustFailed() {
        finder.onLed("c:1");
        finder.onFailed("c:1", 0);
        assertThat(finder.leader()).isEmpty();
        assertThat(finder.onNotLeader("a:1", "c:1", 1)).isFalse();
        assertThat(finder.leaderOrNext(1)).isEqualTo("b:1");
        assertThat(finder.onNotLeader("b:1", "c:1", 1 + AVOID)).isTrue();
        assertThat(finder.leaderOrNext(1 + AVOID)).isEqualTo("c:1");
    }

    @Test
    void isNotLedAstrayByLateNews() {
        finder.onLed("c:1");
        assertThat(finder.onNotLeader("a:1", "b:1", 0)).isTrue();
        assertThat(finder.leaderOrNext(0)).isEqualTo("c:1");
        finder.onFailed("a:1", 0);
        assertThat(finder.leaderOrNext(0)).isEqualTo("c:1");
    }

    @Test
    void learnsMembersAndFollowsALeaderNobodyConfigured() {
        finder.onMembers(List.of("a:1", "d:1"));
        assertThat(finder.addresses()).containsExactly("a:1", "b:1", "c:1", "d:1");
        assertThat(finder.onNotLeader("a:1", "e:1", 0)).isTrue();
        assertThat(finder.leaderOrNext(0)).isEqualTo("e:1");
        assertThat(finder.addresses()).endsWith("e:1");
        finder.onMembers(List.of());
        assertThat(finder.addresses()).contains("d:1");
        finder.onMembers(List.of("f:1"));
        assertThat(finder.addresses()).containsExactly("a:1", "b:1", "c:1", "f:1", "e:1");
    }

    @Property
    void asksEveryoneWithinARoundWhenAllFail(
            @ForAll @IntRange(min = 1, max = 9) int members, @ForAll @IntRange(max = 20) int start) {
        List<String> all =
                IntStream.range(0, members).mapToObj(i -> "m" + i + ":1").toList();
        LeaderFinder every = new LeaderFinder(all, AVOID, start);
        for (int round = 0; round < 3; round++) {
            Set<String> asked = new HashSet<>();
            for (int i = 0; i < members; i++) {
                String address = every.leaderOrNext(0);
                asked.add(address);
                every.onFailed(address, 0);
            }
            assertThat(asked).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    /** Members that are down do not answer; the others name the leader, or one that was it before. */
    @Property
    void findsTheLeaderWhicheverMembersAreDownOrBehind(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int members) {
        Random random = new Random(seed);
        List<String> all =
                IntStream.range(0, members).mapToObj(i -> "m" + i + ":1").toList();
        String leader = all.get(random.nextInt(members));
        LeaderFinder some = new LeaderFinder(all, AVOID, random.nextInt(100));
        Set<String> down = new HashSet<>();
        all.stream().filter(at -> !at.equals(leader) && random.nextInt(3) == 0).forEach(down::add);
        long now = random.nextLong();
        for (int tries = 0; tries < 4 * members + 4; tries++) {
            now += random.nextInt((int) AVOID / 2);
            String asked = some.leaderOrNext(now);
            assertThat(all).contains(asked);
            if (asked.equals(leader)) {
                some.onLed(asked);
                assertThat(some.leaderOrNext(now)).isEqualTo(leader);
                return;
            } else if (down.contains(asked)) {
                some.onFailed(asked, now);
            } else {
                // A member that is behind by one election names whoever led before, down or not.
                boolean behind = tries < members && random.nextBoolean();
                some.onNotLeader(asked, behind ? all.get(random.nextInt(members)) : leader, now);
            }
        }
        throw new AssertionError("not found: leader " + leader + ", down " + down + ", seed " + seed);
    }
}
