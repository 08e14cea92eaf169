package io.robustmq.broker.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Brokers with equal views agree; a broker that goes changes the home of its own share alone. */
class ViewTest {
    private static final int IDS = 30_000;

    private final Member a = new Member("a", 1, "h:1");
    private final Member b = new Member("b", 2, "h:2");
    private final Member c = new Member("c", 3, "h:3");
    private final View all = new View(List.of(a, b, c));

    @Test
    void doesNotDependOnTheOrder() {
        View other = new View(List.of(c, a, b));
        assertThat(other.id()).isEqualTo(all.id());
        for (int i = 0; i < 100; i++) {
            assertThat(other.home("id" + i)).isEqualTo(all.home("id" + i));
        }
    }

    @Test
    void isAnotherOneWithAnotherEpoch() {
        assertThat(new View(List.of(a, b, new Member("c", 4, "h:3"))).id()).isNotEqualTo(all.id());
        assertThat(new View(List.of(a, b)).id()).isNotEqualTo(all.id());
    }

    @Test
    void spreadsIdsEvenly() {
        Map<Member, Integer> counts = new HashMap<>();
        for (int i = 0; i < IDS; i++) {
            counts.merge(all.home("client-" + i), 1, Integer::sum);
        }
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(IDS * 9 / 30, IDS * 11 / 30));
    }

    @Test
    void whoGoesChangesTheHomeOfItsOwnIdsAlone() {
        View without = new View(List.of(a, c));
        for (int i = 0; i < IDS; i++) {
            Member home = all.home("client-" + i);
            if (!home.equals(b)) {
                assertThat(without.home("client-" + i)).isEqualTo(home);
            }
        }
    }
}
