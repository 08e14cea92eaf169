package io.robustmq.placement.client.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.client.fault.Failure;
import io.robustmq.placement.client.fault.Nature;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryRuleTest {

    private static final long PATIENCE = 10_000_000_000L;
    private final RetryRule rule = new RetryRule(new Backoff(1_000_000, 100_000_000));

    private static Failure refused(Reason reason) {
        return new Failure.Refused(PlacementError.newBuilder()
                .setReason(reason)
                .setRetryAfterMillis(500)
                .build());
    }

    private static Failure broken(boolean sent) {
        return new Failure.Broken(Status.Code.UNAVAILABLE, "", sent);
    }

    @Test
    void asksTheLeaderItIsToldOfAtOnceButNotForEver() {
        Effort effort = Effort.NONE;
        List<Boolean> atOnce = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Step step = rule.after(refused(Reason.NOT_LEADER), Safety.KEYED, effort, true, PATIENCE, 0.5);
            Step.Again again = (Step.Again) step;
            atOnce.add(again.afterNanos() == 0);
            effort = again.effort();
        }
        assertThat(atOnce).containsExactly(true, true, false, true, true, false);
    }

    @Test
    void leavesAMemberThatIsOverloadedAloneForAsLongAsItAsks() {
        assertThat(rule.after(refused(Reason.OVERLOADED), Safety.KEYED, Effort.NONE, false, PATIENCE, 0))
                .isEqualTo(new Step.Again(500_000_000, new Effort(1, 0, false)));
    }

    @Test
    void sendsACommandAgainUnderItsKeyWhenItsOutcomeIsOpenAndSaysSoInTheEnd() {
        Step again = rule.after(broken(true), Safety.KEYED, Effort.NONE, false, PATIENCE, 0);
        assertThat(again).isEqualTo(new Step.Again(500_000, new Effort(1, 0, true)));
        assertThat(rule.after(refused(Reason.NO_QUORUM), Safety.KEYED, new Effort(1, 0, true), false, 1, 0))
                .isEqualTo(new Step.GiveUp(true));
        assertThat(rule.after(broken(false), Safety.KEYED, Effort.NONE, false, 1, 0))
                .isEqualTo(new Step.GiveUp(false));
    }

    @Test
    void neverSendsTwiceWhatHasNoKeyAndMayHaveBeenApplied() {
        assertThat(rule.after(broken(true), Safety.ONCE, Effort.NONE, false, PATIENCE, 0))
                .isEqualTo(new Step.GiveUp(true));
        assertThat(rule.after(refused(Reason.OUTCOME_UNKNOWN), Safety.ONCE, Effort.NONE, false, PATIENCE, 0))
                .isEqualTo(new Step.GiveUp(true));
        assertThat(rule.after(broken(false), Safety.ONCE, Effort.NONE, false, PATIENCE, 0))
                .isInstanceOf(Step.Again.class);
    }

    @Test
    void aRefusalSettlesWhatWasOpen() {
        assertThat(rule.after(
                        refused(Reason.VERSION_MISMATCH), Safety.KEYED, new Effort(3, 0, true), false, PATIENCE, 0))
                .isEqualTo(new Step.GiveUp(false));
    }

    @Property
    void neverTriesAgainAfterARefusalNorPastPatienceAndNeverForgetsADoubt(
            @ForAll("failures") Failure failure,
            @ForAll Safety safety,
            @ForAll @IntRange(max = 1_000) int failures,
            @ForAll boolean maybeApplied,
            @ForAll boolean named,
            @ForAll @LongRange(max = PATIENCE) long left,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
        Effort effort = new Effort(failures, 0, maybeApplied && safety == Safety.KEYED);
        Nature nature = Nature.of(failure);

        switch (rule.after(failure, safety, effort, named, left, chance)) {
            case Step.Again(long after, Effort next) -> {
                assertThat(nature).isNotIn(Nature.REFUSED, Nature.FAULTY);
                assertThat(after).isLessThan(left);
                assertThat(next.failures()).isEqualTo(failures + 1);
                assertThat(next.maybeApplied())
                        .isEqualTo(safety == Safety.KEYED && (effort.maybeApplied() || nature.isOutcomeUnknown()));
                assertThat(safety == Safety.ONCE && nature.isOutcomeUnknown()).isFalse();
            }
            case Step.GiveUp(boolean unknown) -> {
                boolean doubt = effort.maybeApplied() || (safety != Safety.READ && nature.isOutcomeUnknown());
                assertThat(unknown).isEqualTo(nature != Nature.REFUSED && doubt);
            }
        }
    }

    @Provide
    Arbitrary<Failure> failures() {
        Arbitrary<Failure> refusals = Arbitraries.of(Reason.class)
                .filter(reason -> reason != Reason.UNRECOGNIZED)
                .map(RetryRuleTest::refused);
        Arbitrary<Failure> breaks = Combinators.combine(Arbitraries.of(Status.Code.class), Arbitraries.of(true, false))
                .as((code, sent) -> new Failure.Broken(code, "", sent));
        return Arbitraries.oneOf(refusals, breaks);
    }

    @Property
    void backsOffFurtherEachTimeUpToABoundAndNeverByLessThanHalf(
            @ForAll @LongRange(min = 1, max = 1L << 40) long first,
            @ForAll @LongRange(max = 1L << 40) long more,
            @ForAll @IntRange(min = 1, max = 200) int failures,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
        Backoff backoff = new Backoff(first, first + more);
        long nanos = backoff.nanos(failures, chance);
        assertThat(nanos).isBetween(first / 2, first + more);
        assertThat(backoff.nanos(failures + 1, chance)).isGreaterThanOrEqualTo(nanos);
        assertThat(backoff.nanos(200, 0)).isGreaterThanOrEqualTo((first + more) / 2);
    }
}
