package io.robustmq.operator.app.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.observe.BrokerView.Drain;
import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.PodView.State;
import io.robustmq.operator.rollout.observe.RoleView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObserverTest {

    private static State state(State seen, Map<Integer, Drain> drains) {
        RoleView view = new RoleView(null, List.of(new PodView(1, "uid", "r", seen)), Map.of());
        return Observer.withDrained(view, new BrokerView(drains))
                .pod(1)
                .orElseThrow()
                .state();
    }

    @Test
    void aBrokerThatIsDrainedIsAsItShouldBeThoughItSaysThatItIsNotReady() {
        assertThat(state(State.STARTING, Map.of(1, new Drain.Draining(7, false))))
                .isEqualTo(State.READY);
        assertThat(state(State.STUCK, Map.of(1, new Drain.Drained()))).isEqualTo(State.READY);
    }

    @Test
    void oneThatGoesOrIsNotDrainedIsWhatItIs() {
        assertThat(state(State.TERMINATING, Map.of(1, new Drain.Drained()))).isEqualTo(State.TERMINATING);
        assertThat(state(State.STARTING, Map.of(1, new Drain.Serving()))).isEqualTo(State.STARTING);
        assertThat(state(State.STARTING, Map.of(2, new Drain.Drained()))).isEqualTo(State.STARTING);
        assertThat(state(State.STARTING, Map.of())).isEqualTo(State.STARTING);
    }
}
