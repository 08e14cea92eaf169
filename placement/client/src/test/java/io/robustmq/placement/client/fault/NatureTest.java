package io.robustmq.placement.client.fault;

import static io.robustmq.placement.client.fault.Nature.ELSEWHERE;
import static io.robustmq.placement.client.fault.Nature.FAULTY;
import static io.robustmq.placement.client.fault.Nature.LATER;
import static io.robustmq.placement.client.fault.Nature.REFUSED;
import static io.robustmq.placement.client.fault.Nature.UNSURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NatureTest {

    private static final Set<Reason> OF_THE_MEMBER = EnumSet.of(
            Reason.CLUSTER_NOT_FORMED,
            Reason.NOT_LEADER,
            Reason.NO_QUORUM,
            Reason.SHUTTING_DOWN,
            Reason.OVERLOADED,
            Reason.CHANGE_UNDER_WAY,
            Reason.OUTCOME_UNKNOWN,
            Reason.STORAGE_FAILED,
            Reason.NOT_REACHED);

    @Test
    void whateverTheRequestIsWrongAboutIsFinal() {
        Arrays.stream(Reason.values())
                .filter(reason -> !OF_THE_MEMBER.contains(reason))
                .filter(reason -> reason != Reason.REASON_UNSPECIFIED && reason != Reason.UNRECOGNIZED)
                .forEach(reason ->
                        assertThat(Nature.of(reason)).as(reason.name()).isEqualTo(REFUSED));
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_LEADER, ELSEWHERE",
        "NO_QUORUM, ELSEWHERE",
        "SHUTTING_DOWN, ELSEWHERE",
        "CLUSTER_NOT_FORMED, ELSEWHERE",
        "OVERLOADED, LATER",
        "CHANGE_UNDER_WAY, LATER",
        "NOT_REACHED, LATER",
        "OUTCOME_UNKNOWN, UNSURE",
        "STORAGE_FAILED, UNSURE",
        "REASON_UNSPECIFIED, FAULTY",
        "UNRECOGNIZED, FAULTY"
    })
    void whatTheMemberIsWrongAboutIsNot(Reason reason, Nature nature) {
        assertThat(Nature.of(reason)).isEqualTo(nature);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "UNKNOWN", "INTERNAL"})
    void aLostConnectionLeavesTheOutcomeOpenOnlyIfTheRequestWasSent(Status.Code code) {
        assertThat(Nature.of(new Failure.Broken(code, "", true))).isEqualTo(UNSURE);
        assertThat(Nature.of(new Failure.Broken(code, "", false))).isEqualTo(ELSEWHERE);
    }

    @Test
    void readsTheDetailOfAStatusAndWhatHasNone() {
        PlacementError error = PlacementError.newBuilder()
                .setReason(Reason.VERSION_MISMATCH)
                .setField("changes[0].expected_version")
                .setMessage("is 3")
                .setAdvice("read it again")
                .setCurrentVersion(7)
                .build();
        var thrown = StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.ABORTED.value())
                .addDetails(com.google.protobuf.Any.pack(error))
                .build());

        Failure detailed = Failures.of(thrown.getStatus(), thrown.getTrailers(), true);
        Failure bare = Failures.of(Status.UNAVAILABLE.withDescription("gone"), new Metadata(), true);

        assertThat(detailed).isEqualTo(new Failure.Refused(error));
        assertThat(bare).isEqualTo(new Failure.Broken(Status.Code.UNAVAILABLE, "UNAVAILABLE: gone", true));
        PlacementException told = PlacementException.of(detailed, false);
        assertThat(told.kind()).isEqualTo(PlacementException.Kind.REFUSED);
        assertThat(told.reason()).isEqualTo(Reason.VERSION_MISMATCH);
        assertThat(told.field()).isEqualTo("changes[0].expected_version");
        assertThat(told.advice()).isEqualTo("read it again");
        assertThat(told.currentVersion()).isEqualTo(7);
        assertThat(told).hasMessageContaining("is 3");
    }

    @Test
    void onlyUnsureAndFaultyLeaveTheOutcomeOpen() {
        assertThat(Arrays.stream(Nature.values()).filter(Nature::isOutcomeUnknown))
                .containsExactly(UNSURE, FAULTY);
        assertThat(LATER.isOutcomeUnknown()).isFalse();
    }
}
