package io.robustmq.broker.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long START = Long.sum(Long.MAX_VALUE, -5); // nanoTime may pass its largest value

    private final Deadlines<String> deadlines = new Deadlines<>();
    private final List<String> late = new ArrayList<>();

    @Test
    void handsOutWhoseTimeIsUpOldestFirst() {
        deadlines.add("first", START);
        deadlines.add("second", START + 10);
        deadlines.add("third", START + 20);

        deadlines.expire(START + 10, late::add);

        assertThat(late).containsExactly("first", "second");
        assertThat(deadlines.size()).isEqualTo(1);
    }

    @Test
    void forgetsWhoWasTakenOut() {
        deadlines.add("first", START);
        deadlines.add("second", START);
        deadlines.remove("first");
        deadlines.remove("first");

        deadlines.expire(START, late::add);

        assertThat(late).containsExactly("second");
    }

    @Test
    void leavesThoseAloneWhoHaveTime() {
        deadlines.add("first", START + 1);

        deadlines.expire(START, late::add);

        assertThat(late).isEmpty();
    }
}
