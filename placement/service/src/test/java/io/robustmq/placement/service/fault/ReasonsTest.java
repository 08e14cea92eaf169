package io.robustmq.placement.service.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.client.fault.Failure;
import io.robustmq.placement.client.fault.Nature;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules' reasons, the API's and what the client makes of them: the three are written apart, and must not drift apart. */
class ReasonsTest {

    private static Nature natureOf(Reason reason) {
        return Nature.of(new Failure.Refused(
                PlacementError.newBuilder().setReason(reason).build()));
    }

    /** What the rules refuse is surely not applied, so no client may take it for an open outcome, or for a member's fault. */
    @ParameterizedTest
    @EnumSource(io.robustmq.placement.state.command.Reason.class)
    void whatTheRulesRefuseIsKnownToTheClientAsRefused(io.robustmq.placement.state.command.Reason reason) {
        Reason told = Reason.valueOf(reason.name());
        assertThat(natureOf(told)).isIn(Nature.REFUSED, Nature.LATER, Nature.ELSEWHERE);
        assertThat(Statuses.code(told)).isNotIn(Code.INTERNAL, Code.UNKNOWN);
    }

    @Test
    void onlyAReasonThatSaysNothingIsAFaultToTheClient() {
        assertThat(Arrays.stream(Reason.values())
                        .filter(reason -> reason != Reason.UNRECOGNIZED)
                        .filter(reason -> natureOf(reason) == Nature.FAULTY))
                .containsExactly(Reason.REASON_UNSPECIFIED);
    }

    /** A client without our library has the code alone: it must not send again what is final, nor give up what is not. */
    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REASON_UNSPECIFIED", "UNRECOGNIZED"})
    void theCodeSaysUnavailableExactlyWhereTheClientGoesElsewhere(Reason reason) {
        assertThat(Statuses.code(reason) == Code.UNAVAILABLE).isEqualTo(natureOf(reason) == Nature.ELSEWHERE);
    }
}
