package io.robustmq.broker.storage.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups on a medium that commits when the test lets it. */
@Timeout(60)
class GroupCommitTest {
    private final List<Integer> groups = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore mayCommit = new Semaphore(0);
    private final CountDownLatch paused = new CountDownLatch(3);
    private volatile RuntimeException fault;
    private GroupCommit<String> queue;

    private void start(QueueLimits limits) {
        queue = new GroupCommit<>("test", limits, 1, new GroupCommit.Medium<>() {
            @Override
            public void commit(List<PendingWrite<String>> group) {
                groups.add(group.size());
                entered.release();
                mayCommit.acquireUninterruptibly();
                if (fault != null) {
                    throw fault;
                }
                group.forEach(write -> write.written(new Written(groups.size(), groups.size())));
            }

            @Override
            public void pause() {
                paused.countDown();
            }
        });
        queue.start();
    }

    @AfterEach
    void letGo() {
        mayCommit.release(1_000);
        queue.close();
    }

    private CompletableFuture<Written> submit(int valueBytes) {
        CompletionStage<Written> stage =
                queue.submit("s", WriteBatch.of(new StateChange.Put(new byte[1], new byte[valueBytes])));
        return stage.toCompletableFuture();
    }

    private static Kind kindOf(CompletableFuture<?> stage) {
        return ((StorageException) stage.exceptionNow()).kind();
    }

    @Test
    void whatWaitsGoesTogether() {
        start(new QueueLimits(100, 1 << 20, 1 << 20));
        submit(1);
        entered.acquireUninterruptibly();
        List<CompletableFuture<Written>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(submit(1));
        }
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        mayCommit.release(2);

        waiting.forEach(CompletableFuture::join);
        assertThat(groups).containsExactly(1, 10);
    }

    @Test
    void aGroupHasAboutSoManyBytes() {
        start(new QueueLimits(100, 1 << 20, 3_000));
        submit(1);
        entered.acquireUninterruptibly();
        submit(1_200);
        submit(1_200);
        submit(1_200);
        submit(9_000);
        CompletableFuture<Written> last = submit(1);
        mayCommit.release(10);

        last.join();
        assertThat(groups).containsExactly(1, 3, 1, 1);
    }

    @Test
    void moreThanMayWaitIsRefused() {
        start(new QueueLimits(2, 2_000, 1 << 20));
        submit(1);
        entered.acquireUninterruptibly();
        submit(5_000); // taken, for little waits
        CompletableFuture<Written> tooManyBytes = submit(1);
        assertThat(kindOf(tooManyBytes)).isEqualTo(Kind.FULL);
        mayCommit.release();
        entered.acquireUninterruptibly();
        submit(1);
        submit(1);
        CompletableFuture<Written> tooMany = submit(1);
        assertThat(kindOf(tooMany)).isEqualTo(Kind.FULL);
        assertThat(tooMany.exceptionNow()).hasMessageContaining("queue_writes");
    }

    @Test
    void anOutageIsNotFinal() {
        start(new QueueLimits(100, 1 << 20, 1 << 20));
        fault = new StorageException(Kind.UNAVAILABLE, "no answer");
        CompletableFuture<Written> unlucky = submit(1);
        mayCommit.release();
        assertThat(unlucky).failsWithin(10, TimeUnit.SECONDS);
        assertThat(kindOf(unlucky)).isEqualTo(Kind.UNAVAILABLE);
        fault = null;
        mayCommit.release();

        submitUntilTaken();
        assertThat(queue.failure()).isNull();
    }

    @Test
    void whatWasAskedForBehindADoubtFailsWithIt() {
        start(new QueueLimits(100, 1 << 20, 1 << 20));
        fault = new StorageException(Kind.UNAVAILABLE, "no answer");
        CompletableFuture<Written> inDoubt = submit(1);
        CompletableFuture<CompletableFuture<Written>> again = inDoubt.handle((_, _) -> submit(1));
        entered.acquireUninterruptibly();
        List<CompletableFuture<Written>> behind = List.of(submit(1), submit(1));
        mayCommit.release();
        assertThat(inDoubt).failsWithin(10, TimeUnit.SECONDS);
        behind.forEach(stage -> assertThat(stage).failsWithin(10, TimeUnit.SECONDS));
        assertThat(behind).extracting(GroupCommitTest::kindOf).containsOnly(Kind.UNAVAILABLE);
        assertThat(groups).as("nothing but the first was tried").containsExactly(1);
        assertThat(again.join()).as("while others are still being told").failsWithin(10, TimeUnit.SECONDS);
        fault = null;
        mayCommit.release();

        submitUntilTaken();
    }

    /** While a doubt is being told, what is asked for shares it. */
    private void submitUntilTaken() {
        while (submit(1).handle((_, failure) -> failure != null).join()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anyOtherFailureIsFinalForWhatWaitsAndWhatComes() {
        start(new QueueLimits(100, 1 << 20, 1 << 20));
        fault = new IllegalStateException("the disk is on fire");
        CompletableFuture<Written> first = submit(1);
        entered.acquireUninterruptibly();
        CompletableFuture<Written> waiting = submit(1);
        mayCommit.release();
        assertThat(first).failsWithin(10, TimeUnit.SECONDS);
        assertThat(waiting).failsWithin(10, TimeUnit.SECONDS);
        CompletableFuture<Written> late = submit(1);

        for (CompletableFuture<Written> stage : List.of(first, waiting, late)) {
            assertThat(kindOf(stage)).isEqualTo(Kind.FAILED);
            assertThat(stage.exceptionNow()).hasMessageContaining("the disk is on fire");
        }
        assertThat(groups).containsExactly(1);
        assertThat(queue.failure()).isNotNull();
    }

    @Test
    void aClosedQueueHasCommittedWhatItTook() {
        start(new QueueLimits(100, 1 << 20, 1 << 20));
        List<CompletableFuture<Written>> stages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            stages.add(submit(1));
        }
        mayCommit.release(10);
        queue.close();

        assertThat(stages).allMatch(stage -> stage.isDone() && !stage.isCompletedExceptionally());
        assertThat(kindOf(submit(1))).isEqualTo(Kind.CLOSED);
    }

    @Test
    void thereAreMomentsForOtherWorkAlsoWhenNothingIsWritten() throws InterruptedException {
        start(new QueueLimits(100, 1 << 20, 1 << 20));

        assertThat(paused.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
