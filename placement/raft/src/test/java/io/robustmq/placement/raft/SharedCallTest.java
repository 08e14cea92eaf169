package io.robustmq.placement.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedCallTest {

    private final List<CompletableFuture<Integer>> calls = new ArrayList<>();
    private final SharedCall<Integer> shared = new SharedCall<>(() -> {
        CompletableFuture<Integer> call = new CompletableFuture<>();
        calls.add(call);
        return call;
    });

    @Test
    void thoseWhoComeMeanwhileShareTheNextCall() {
        CompletableFuture<Integer> first = shared.ask();
        CompletableFuture<Integer> second = shared.ask();
        CompletableFuture<Integer> third = shared.ask();
        assertThat(calls).hasSize(1);

        calls.get(0).complete(1);
        assertThat(first).isCompletedWithValue(1);
        assertThat(second).isNotDone();
        assertThat(calls).hasSize(2);

        calls.get(1).complete(2);
        assertThat(second).isCompletedWithValue(2);
        assertThat(third).isCompletedWithValue(2);
        assertThat(calls).hasSize(2);
    }

    @Test
    void oneWhoWaitsNoLongerTakesNothingFromTheOthers() {
        CompletableFuture<Integer> first = shared.ask();
        CompletableFuture<Integer> second = shared.ask();
        CompletableFuture<Integer> third = shared.ask();
        first.cancel(false);
        second.cancel(false);

        calls.get(0).complete(1);
        calls.get(1).complete(2);
        assertThat(third).isCompletedWithValue(2);
    }

    @Test
    void aCallThatFailsIsFollowedByTheNext() {
        CompletableFuture<Integer> first = shared.ask();
        CompletableFuture<Integer> second = shared.ask();
        calls.get(0).completeExceptionally(new IllegalStateException("gone"));
        assertThatThrownBy(first::join).hasRootCauseMessage("gone");

        calls.get(1).complete(2);
        assertThat(second).isCompletedWithValue(2);
    }

    @Test
    void aCallThatThrowsIsFollowedByTheNext() {
        AtomicInteger asked = new AtomicInteger();
        SharedCall<Integer> throwing = new SharedCall<>(() -> {
            if (asked.getAndIncrement() == 0) {
                throw new IllegalStateException("closed");
            }
            return CompletableFuture.completedFuture(2);
        });
        assertThatThrownBy(() -> throwing.ask().join()).hasRootCauseMessage("closed");
        assertThat(throwing.ask()).isCompletedWithValue(2);
    }

    @Test
    void anyNumberOfCallsThatAreThroughAtOnceTakesNoStack() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        List<SharedCall<Integer>> itself = new ArrayList<>();
        SharedCall<Integer> prompt = new SharedCall<>(() -> {
            if (answers.size() < 100_000) {
                answers.add(itself.getFirst().ask());
            }
            return CompletableFuture.completedFuture(answers.size());
        });
        itself.add(prompt);
        assertThat(prompt.ask()).isCompletedWithValue(1);
        assertThat(answers).hasSize(100_000).allMatch(CompletableFuture::isDone);
        assertThat(prompt.ask()).isCompletedWithValue(100_000);
    }
}
