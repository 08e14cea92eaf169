package io.robustmq.operator.app.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robustmq.operator.rollout.observe.PodView.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStatesTest {
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static State of(String status, Duration later) {
        Pod pod = Serialization.unmarshal(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: demo-placement-0, creationTimestamp: '" + MADE
                        + "'}\nstatus: " + status,
                Pod.class);
        return PodStates.of(pod, "placement", PATIENCE, MADE.plus(later));
    }

    private static String waiting(String reason, String last) {
        return "{phase: Running, containerStatuses: [{name: placement, state: {waiting: {reason: " + reason + "}}"
                + (last.isEmpty() ? "" : ", lastState: {terminated: {exitCode: " + last + "}}") + "}]}";
    }

    @ParameterizedTest
    @CsvSource({
        "ContainerCreating, '', STARTING",
        "ImagePullBackOff, '', STUCK",
        "CreateContainerConfigError, '', STUCK",
        "CrashLoopBackOff, 1, STARTING",
        "CrashLoopBackOff, 78, STUCK",
        "CrashLoopBackOff, 0, REMOVED"
    })
    void oneThatWaitsIsWhatItWaitsFor(String reason, String last, State state) {
        assertThat(of(waiting(reason, last == null ? "" : last), Duration.ofMinutes(1)))
                .isEqualTo(state);
    }

    @Test
    void oneThatWasNeverReadyIsStuckAfterAWhile() {
        String unready =
                "{phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: '" + MADE + "'}]}";

        assertThat(of(unready, Duration.ofMinutes(10))).isEqualTo(State.STARTING);
        assertThat(of(unready, Duration.ofMinutes(11))).isEqualTo(State.STUCK);
    }

    @Test
    void oneThatIsNoLongerReadyHasTheSameTimeFromThenOn() {
        String unready = "{conditions: [{type: Ready, status: 'False', lastTransitionTime: '2026-01-01T05:00:00Z'}]}";

        assertThat(of(unready, Duration.ofHours(5).plusMinutes(9))).isEqualTo(State.STARTING);
        assertThat(of(unready, Duration.ofHours(5).plusMinutes(11))).isEqualTo(State.STUCK);
    }

    @Test
    void readyIsReadyHoweverItCameAbout() {
        assertThat(of(
                        "{conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: placement, state:"
                                + " {running: {}}, lastState: {terminated: {exitCode: 0}}}]}",
                        Duration.ofDays(3)))
                .isEqualTo(State.READY);
    }

    @Test
    void oneThatStartsAgainIsNotWhatItEndedWith() {
        assertThat(of(
                        "{containerStatuses: [{name: placement, state: {running: {}}, lastState: {terminated: {exitCode:"
                                + " 0}}}]}",
                        Duration.ofMinutes(1)))
                .isEqualTo(State.STARTING);
    }

    @Test
    void anEvictedPodIsStuck() {
        assertThat(of("{phase: Failed, reason: Evicted}", Duration.ZERO)).isEqualTo(State.STUCK);
    }
}
