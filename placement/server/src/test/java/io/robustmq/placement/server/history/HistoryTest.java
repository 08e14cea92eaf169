package io.robustmq.placement.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryTest {

    private final History history = new History();

    @Test
    void whatHappenedInOneOrderHasNoFault() {
        history.put("a", "x", 1).done(5);
        history.compareAndSet("a", "x", 1, 2).done(6);
        history.put("a", "y", 3).unknown();
        history.read("b", "x").read(2, 6);
        history.read("b", "y").read(3, 7);
        history.compareAndSet("b", "y", 2, 4).mismatch();
        assertThat(history.faults()).isEmpty();
        assertThat(history.keys()).containsExactly("x", "y");
        assertThat(history.unknowns()).isEqualTo(1);
    }

    @Test
    void aStaleReadOfOneRegisterIsFound() {
        history.put("a", "x", 1).done(5);
        history.put("a", "x", 2).done(6);
        history.read("b", "x").read(1, 6);
        assertThat(history.faults()).singleElement().asString().contains("x is not linearizable", "holds 2", "b");
    }

    @Test
    void aStateThatGoesBackIsFoundAlthoughEachRegisterIsRight() {
        history.put("a", "x", 1).done(5);
        history.read("b", "y").read(0, 4);
        assertThat(history.faults()).singleElement().asString().contains("revision 5");
    }

    @Test
    void twoWritesOfOneRevisionAreFound() {
        history.put("a", "x", 1).done(5);
        history.put("b", "y", 2).done(5);
        assertThat(history.faults()).hasSize(1);
    }

    @Test
    void answersOfCallsThatOverlapComeInAnyOrder() {
        History.Call slow = history.read("b", "y");
        history.put("a", "x", 1).done(5);
        slow.read(0, 4);
        assertThat(history.faults()).isEmpty();
    }
}
