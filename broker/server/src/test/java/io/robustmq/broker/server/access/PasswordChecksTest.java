package io.robustmq.broker.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.access.PasswordChecks.Result;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordChecksTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger hashed = new AtomicInteger();
    private final List<Result> answers = new CopyOnWriteArrayList<>();
    private PasswordChecks checks = new PasswordChecks(1, 4);

    @AfterEach
    void openTheGate() {
        gate.countDown();
        checks.close();
    }

    @Test
    void answersOnAnotherThread() {
        List<Thread> threads = new CopyOnWriteArrayList<>();

        checks.check(tag(1), () -> true, "a", _ -> threads.add(Thread.currentThread()));

        await().until(() -> !threads.isEmpty());
        assertThat(threads).doesNotContain(Thread.currentThread()).allMatch(Thread::isDaemon);
    }

    @Test
    void equalChecksShareOneHash() {
        for (int i = 0; i < 100; i++) {
            check(7, "10.0.0." + i);
        }
        assertThat(checks.pending()).isEqualTo(1);

        gate.countDown();

        await().until(() -> answers.size() == 100);
        assertThat(answers).containsOnly(Result.RIGHT);
        assertThat(hashed).hasValue(1);
        assertThat(checks.pending()).isZero();
    }

    @Test
    void isBusyWhenTheQueueIsFull() {
        for (int i = 0; i < 5; i++) {
            check(i, "10.0.0." + i); // one runs, four wait
        }
        assertThat(answers).isEmpty();

        check(6, "10.0.0.6");

        assertThat(answers).containsExactly(Result.BUSY);
        gate.countDown();
        await().until(() -> answers.size() == 6);
    }

    @Test
    void oneAddressFillsHalfOfTheQueueOnly() {
        check(1, "10.0.0.1");
        check(2, "10.0.0.1");
        check(3, "10.0.0.1");
        assertThat(answers).containsExactly(Result.BUSY);

        check(4, "10.0.0.2");
        assertThat(answers).hasSize(1);

        gate.countDown();
        await().until(() -> checks.pending() == 0);
        check(5, "10.0.0.1");
        await().until(() -> answers.size() == 5);
        assertThat(answers).filteredOn(Result.BUSY::equals).hasSize(1);
    }

    @Test
    void aHashThatFailsIsAnsweredAndHarmsNoOther() {
        checks.check(
                tag(1),
                () -> {
                    throw new IllegalStateException("made to fail");
                },
                "a",
                answers::add);
        gate.countDown();
        check(2, "a");

        await().until(() -> answers.size() == 2);
        assertThat(answers).containsExactly(Result.BUSY, Result.RIGHT);
    }

    @Test
    void everyCheckIsAnsweredWhenTheBrokerStops() {
        for (int i = 0; i < 4; i++) {
            check(i, "10.0.0." + i);
        }

        checks.close();
        gate.countDown();
        check(9, "10.0.0.9");

        await().until(() -> answers.size() == 5);
        assertThat(answers).contains(Result.BUSY);
    }

    private void check(int tag, String address) {
        BooleanSupplier slow = () -> {
            hashed.incrementAndGet();
            awaitGate();
            return true;
        };
        checks.check(tag(tag), slow, address, answers::add);
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tag tag(int number) {
        return new Tag(new byte[] {(byte) number});
    }
}
