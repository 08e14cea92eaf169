package io.robustmq.broker.storage.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The queue on turns that the test takes, before a medium that answers when the test says so. */
class WriteQueueTest {
    private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
    private final List<Runnable> later = new ArrayList<>();
    private final List<List<WriteBatch>> groups = new ArrayList<>();
    private CompletableFuture<List<WriteQueue.Answer>> answer = new CompletableFuture<>();
    private long nextOffset;

    private final WriteQueue.Turns byHand = new WriteQueue.Turns() {
        @Override
        public void run(Runnable work) {
            turns.add(work);
        }

        @Override
        public void runAfter(long millis, Runnable work) {
            later.add(work);
        }
    };

    @Test
    void writesThatComeWhileOneIsUnderWayGoTogether() {
        WriteQueue queue = queue(0, 1 << 20);
        var first = queue.write(batch());
        takeTurns();
        var second = queue.write(batch());
        var third = queue.write(batch());
        takeTurns();
        assertThat(groups).hasSize(1);

        answer();
        assertThat(first.toCompletableFuture()).isCompletedWithValue(new Written(0, 1));
        assertThat(groups).hasSize(2);
        assertThat(groups.getLast()).hasSize(2);
        answer();
        assertThat(second.toCompletableFuture()).isCompletedWithValue(new Written(1, 2));
        assertThat(third.toCompletableFuture()).isCompletedWithValue(new Written(2, 3));
    }

    @Test
    void theFirstWaitsForCompanyUnlessTheGroupIsFull() {
        WriteQueue queue = queue(20, 300);
        queue.write(batch());
        takeTurns();
        assertThat(groups).isEmpty();
        later.removeFirst().run();
        assertThat(groups).hasSize(1);
        answer();

        queue.write(batch());
        queue.write(batch());
        queue.write(batch());
        takeTurns();
        assertThat(groups).hasSize(2);
        answer();
        later.forEach(Runnable::run);
        takeTurns();
        assertThat(groups).as("its time comes for nothing").hasSize(2);
    }

    @Test
    void moreThanMayWaitIsRefusedAtOnce() {
        WriteQueue queue = new WriteQueue(new QueueLimits(2, 1 << 20, 1 << 20), 0, this::commit, byHand);
        queue.write(batch());
        queue.write(batch());

        assertThat(kind(queue.write(batch()))).isEqualTo(Kind.FULL);
        takeTurns();
        answer();
        queue.write(batch());
    }

    @Test
    void whatWasAskedForBehindADoubtFailsWithIt() {
        WriteQueue queue = queue(0, 1 << 20);
        var inDoubt = queue.write(batch());
        List<CompletionStage<Written>> again = new ArrayList<>();
        inDoubt.whenComplete((_, _) -> again.add(queue.write(batch())));
        takeTurns();
        var behind = queue.write(batch());
        var chore = queue.chore(() -> CompletableFuture.completedStage("swept"));
        var behindTheChore = queue.write(batch());
        fail(new IllegalStateException("the line is dead"));

        assertThat(kind(inDoubt)).isEqualTo(Kind.UNAVAILABLE);
        assertThat(kind(behind)).isEqualTo(Kind.UNAVAILABLE);
        assertThat(kind(behindTheChore)).isEqualTo(Kind.UNAVAILABLE);
        assertThat(kind(again.getFirst())).as("while others are still being told").isEqualTo(Kind.UNAVAILABLE);
        assertThat(groups).as("nothing but the first was tried").hasSize(1);
        assertThat(chore.toCompletableFuture()).isCompletedWithValue("swept");
        var afterwards = queue.write(batch());
        takeTurns();
        answer();
        assertThat(afterwards.toCompletableFuture()).isCompleted();
    }

    @Test
    void aChoreMeetsNoGroup() {
        WriteQueue queue = queue(0, 1 << 20);
        queue.write(batch());
        takeTurns();
        CompletableFuture<String> chore = new CompletableFuture<>();
        List<String> happened = new ArrayList<>();
        var done = queue.chore(() -> {
            happened.add("chore");
            return chore;
        });
        queue.write(batch());
        takeTurns();
        assertThat(happened).isEmpty();
        answer();
        assertThat(happened).containsExactly("chore");
        assertThat(groups).hasSize(1);

        chore.complete("swept");
        takeTurns();
        assertThat(done.toCompletableFuture()).isCompletedWithValue("swept");
        assertThat(groups).hasSize(2);
    }

    @Test
    void closingCompletesWhatWasAcceptedAndRefusesTheRest() {
        WriteQueue queue = queue(0, 1 << 20);
        var first = queue.write(batch());
        takeTurns();
        var second = queue.write(batch());
        var closed = queue.close().toCompletableFuture();

        assertThat(kind(queue.write(batch()))).isEqualTo(Kind.CLOSED);
        answer();
        assertThat(first.toCompletableFuture()).isCompleted();
        assertThat(closed).isNotDone();
        answer();
        assertThat(second.toCompletableFuture()).isCompleted();
        assertThat(closed).isDone();
    }

    @Test
    void whatWaitsWhenTheMediumHasFailedForGoodIsToldSo() {
        WriteQueue queue = queue(0, 1 << 20);
        queue.write(batch());
        takeTurns();
        var waiting = queue.write(batch());
        var chore = queue.chore(() -> CompletableFuture.completedStage("never"));
        queue.fail(new StorageException(Kind.FAILED, "taken over"));
        fail(new StorageException(Kind.FAILED, "taken over"));

        assertThat(kind(waiting)).isEqualTo(Kind.FAILED);
        assertThat(kind(chore)).isEqualTo(Kind.FAILED);
        assertThat(kind(queue.write(batch()))).isEqualTo(Kind.FAILED);
        assertThat(queue.close().toCompletableFuture()).isDone();
    }

    private WriteQueue queue(long gatherMillis, long groupBytes) {
        return new WriteQueue(new QueueLimits(100, 1 << 20, groupBytes), gatherMillis, this::commit, byHand);
    }

    private CompletionStage<List<WriteQueue.Answer>> commit(List<WriteBatch> group) {
        groups.add(group);
        answer = new CompletableFuture<>();
        return answer;
    }

    private void answer() {
        List<WriteQueue.Answer> answers = new ArrayList<>();
        for (WriteBatch ignored : groups.getLast()) {
            answers.add(new WriteQueue.Answer.Made(new Written(nextOffset, ++nextOffset)));
        }
        answer.complete(answers);
        takeTurns();
    }

    private void fail(RuntimeException why) {
        answer.completeExceptionally(why);
        takeTurns();
    }

    private void takeTurns() {
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
    }

    private static Kind kind(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        assertThat(future).isCompletedExceptionally();
        assertThatThrownBy(future::join).hasCauseInstanceOf(StorageException.class);
        return ((StorageException) future.exceptionNow()).kind();
    }

    private static WriteBatch batch() {
        return WriteBatch.of(new LogRecord(0, new byte[] {'t'}, null, List.of(), new byte[0]));
    }
}
