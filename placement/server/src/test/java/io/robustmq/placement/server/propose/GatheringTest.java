package io.robustmq.placement.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatheringTest {
    private static final int LONGEST = 20;
    private static final int LARGEST = 8;

    private static final long MOST_BYTES = 1_000;

    private final Gathering<Integer> gathering = new Gathering<>(LONGEST, MOST_BYTES, LARGEST, bytes -> bytes);

    private void add(int from, int to) {
        IntStream.range(from, to).forEach(i -> assertThat(gathering.add(i)).isTrue());
    }

    /** Taken by another thread, as one that waits cannot be asked whether it does. */
    private CompletableFuture<List<Integer>> taking() {
        CompletableFuture<List<Integer>> taken = new CompletableFuture<>();
        Thread taker = Thread.ofPlatform().daemon().start(() -> {
            try {
                taken.complete(gathering.take());
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        while (!taken.isDone() && taker.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return taken;
    }

    private static List<Integer> now(CompletableFuture<List<Integer>> taken) {
        return taken.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void withNothingOnItsWayTheFirstGoesAtOnce() {
        CompletableFuture<List<Integer>> taken = taking();
        assertThat(taken).isNotDone();
        add(0, 1);
        assertThat(now(taken)).containsExactly(0);
    }

    @Test
    void besideAnEntryOnItsWayAsManyGoAsWentWithIt() throws InterruptedException {
        add(0, 3);
        assertThat(gathering.take()).containsExactly(0, 1, 2);
        add(3, 5);
        CompletableFuture<List<Integer>> taken = taking();
        assertThat(taken).isNotDone();
        add(5, 6);
        assertThat(now(taken)).containsExactly(3, 4, 5);
    }

    @Test
    void fewerGoWhenNoneIsOnItsWayAnyMore() throws InterruptedException {
        add(0, 3);
        gathering.take();
        add(3, 4);
        CompletableFuture<List<Integer>> taken = taking();
        assertThat(taken).isNotDone();
        gathering.ended();
        assertThat(now(taken)).containsExactly(3);
    }

    @Test
    void noMoreThanAFewAreOnTheirWay() throws InterruptedException {
        add(0, 1);
        for (int i = 1; i <= Gathering.ON_THEIR_WAY; i++) {
            gathering.take();
            add(i, i + 1);
        }
        CompletableFuture<List<Integer>> taken = taking();
        assertThat(taken).isNotDone();
        gathering.ended();
        assertThat(now(taken)).containsExactly(Gathering.ON_THEIR_WAY);
    }

    @Test
    void whatDidNotFitComesFirst() throws InterruptedException {
        add(0, 4);
        List<Integer> taken = gathering.take();
        add(4, 6);
        gathering.putBack(taken.subList(2, 4));
        assertThat(gathering.take()).containsExactly(2, 3, 4, 5);
    }

    @Test
    void anEntryAndTheQueueHaveAnEnd() throws InterruptedException {
        add(0, LONGEST);
        assertThat(gathering.add(LONGEST)).isFalse();
        assertThat(gathering.take()).hasSize(LARGEST);
        assertThat(gathering.size()).isEqualTo(LONGEST - LARGEST);
    }

    @Test
    void commandsThatAreLargeWaitInSmallNumbers() throws InterruptedException {
        assertThat(gathering.add(600)).isTrue();
        assertThat(gathering.add(500)).as("600 bytes wait").isFalse();
        assertThat(gathering.add(400)).isTrue();
        assertThat(gathering.add(1)).as("as many as may").isFalse();
        List<Integer> taken = gathering.take();
        assertThat(gathering.add(700)).as("none waits any more").isTrue();
        gathering.putBack(taken.subList(1, 2));
        assertThat(gathering.add(1)).as("1,100 wait with what did not fit").isFalse();
        gathering.ended();
        assertThat(gathering.take()).containsExactly(400, 700);
        assertThat(gathering.add(1_000)).isTrue();
    }

    @Test
    void oneThatIsLargerThanAllMayBeWaitsAlone() {
        assertThat(gathering.add(5_000)).isTrue();
        assertThat(gathering.add(1)).isFalse();
    }

    @Test
    void nothingIsAddedToWhatWasDrained() {
        add(0, 2);
        assertThat(gathering.drain()).containsExactly(0, 1);
        assertThat(gathering.add(2)).isFalse();
    }

    @Test
    void aloneIsWhoIsOnItsWayWithNoOther() throws InterruptedException {
        add(0, 1);
        gathering.take();
        gathering.awaitAlone();
        add(1, 2);
        gathering.take();
        CompletableFuture<Void> alone = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                gathering.awaitAlone();
                alone.complete(null);
            } catch (InterruptedException e) {
                alone.completeExceptionally(e);
            }
        });
        assertThat(alone).isNotDone();
        gathering.ended();
        alone.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
