package io.robustmq.placement.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.server.history.Linearizability.Verdict;
import io.robustmq.placement.server.history.Operation.Action;
import io.robustmq.placement.server.history.Operation.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {

    private final List<Operation> history = new ArrayList<>();

    private LinearizabilityTest put(long value, long from, long to) {
        return add(new Action.Put(value), new Answer.Done(), from, to);
    }

    private LinearizabilityTest putUnknown(long value, long from) {
        return add(new Action.Put(value), new Answer.Unknown(), from, Operation.NEVER);
    }

    private LinearizabilityTest set(long expected, long value, long from, long to) {
        return add(new Action.CompareAndSet(expected, value), new Answer.Done(), from, to);
    }

    private LinearizabilityTest setUnknown(long expected, long value, long from) {
        return add(new Action.CompareAndSet(expected, value), new Answer.Unknown(), from, Operation.NEVER);
    }

    private LinearizabilityTest mismatch(long expected, long value, long from, long to) {
        return add(new Action.CompareAndSet(expected, value), new Answer.Mismatch(), from, to);
    }

    private LinearizabilityTest read(long value, long from, long to) {
        return add(new Action.Read(), new Answer.Value(value), from, to);
    }

    private LinearizabilityTest add(Action action, Answer answer, long from, long to) {
        history.add(new Operation("c" + history.size(), action, answer, from, to));
        return this;
    }

    private void can() {
        assertThat(Linearizability.of(history)).isInstanceOf(Verdict.Linearizable.class);
    }

    private void cannot() {
        assertThat(Linearizability.of(history)).isInstanceOf(Verdict.NotLinearizable.class);
    }

    @Test
    void nothingAndAReadOfNothingCanBe() {
        can();
        read(0, 1, 2).can();
    }

    @Test
    void aReadDuringAWriteSeesEither() {
        put(1, 0, 1).put(2, 10, 20).read(1, 11, 12).read(2, 13, 14).can();
    }

    @Test
    void aReadAfterAReadOfTheNewValueDoesNotSeeTheOld() {
        put(1, 0, 1).put(2, 10, 20).read(2, 11, 12).read(1, 13, 14).cannot();
    }

    @Test
    void aReadAfterAnAcknowledgedWriteDoesNotSeeWhatWasBefore() {
        put(1, 0, 1).put(2, 2, 3).read(1, 4, 5).cannot();
    }

    @Test
    void anAcknowledgedWriteIsNotLost() {
        put(1, 0, 1).read(0, 2, 3).cannot();
    }

    @Test
    void aValueNobodyWroteIsNotRead() {
        put(1, 0, 1).read(7, 2, 3).cannot();
    }

    @Test
    void aValueIsNotReadBeforeItsWriteBegins() {
        read(1, 0, 1).put(1, 2, 3).cannot();
    }

    @Test
    void concurrentWritesComeInAnyOrderButOneOrderForAll() {
        put(1, 0, 10).put(2, 0, 10).read(1, 11, 12).can();
        read(2, 13, 14).cannot();
    }

    @Test
    void ofTwoComparisonsWithTheSameValueOneIsDone() {
        put(1, 0, 1).set(1, 2, 2, 10).mismatch(1, 3, 2, 10).read(2, 11, 12).can();
        set(1, 4, 2, 10).cannot();
    }

    @Test
    void aMismatchNeedsSomethingElseToBeThere() {
        put(1, 0, 1).mismatch(1, 2, 2, 3).cannot();
    }

    @Test
    void aMismatchIsExplainedByAnUnknownWrite() {
        put(1, 0, 1).putUnknown(5, 2).mismatch(1, 2, 3, 4).can();
        read(1, 5, 6).cannot();
    }

    @Test
    void anUnknownWriteTakesEffectLate() {
        put(1, 0, 1)
                .putUnknown(2, 2)
                .read(1, 3, 4)
                .read(1, 50, 51)
                .read(2, 100, 101)
                .can();
    }

    @Test
    void anUnknownWriteTakesEffectOnceAtMost() {
        put(1, 0, 1).putUnknown(2, 2).read(2, 3, 4).put(3, 5, 6).read(2, 7, 8).cannot();
    }

    @Test
    void anUnknownWriteDoesNotTakeEffectBeforeItsCall() {
        put(1, 0, 1).read(2, 2, 3).putUnknown(2, 4).cannot();
    }

    @Test
    void anUnknownComparisonTakesEffectOnlyWhereItsValueIs() {
        put(1, 0, 1).setUnknown(1, 2, 2).read(2, 3, 4).can();
        history.clear();
        put(1, 0, 1).setUnknown(9, 2, 2).read(2, 3, 4).cannot();
    }

    @Test
    void manyUnknownWritesThatNobodySawAreDecidedSoon() {
        put(1, 0, 1);
        for (int i = 0; i < 60; i++) {
            putUnknown(100 + i, 2 + i);
        }
        for (int i = 0; i < 200; i++) {
            read(1, 100 + 2 * i, 101 + 2 * i);
        }
        can();
    }

    /** A register that is really there makes histories that can be; a read more, of what was overwritten, and it cannot be. */
    @Test
    void everyHistoryOfARegisterCanBeAndOneWithAStaleReadCannot() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            history.clear();
            List<Long> overwritten = new ArrayList<>(List.of(Operation.ABSENT));
            long last = randomHistory(random, overwritten);
            Collections.shuffle(history, random);
            can();
            read(last, 10_000, 10_001).can();
            read(overwritten.get(random.nextInt(overwritten.size())), 10_002, 10_003)
                    .cannot();
        }
    }

    /**
     * Each operation takes effect at a moment of its own, 10 apart, and is called up to 45 before and answered up to 45 after.
     *
     * @param overwritten gets the values of acknowledged writes; those of unknown ones might be written again at the end
     * @return what the register holds
     */
    private long randomHistory(Random random, List<Long> overwritten) {
        long held = Operation.ABSENT;
        int length = 20 + random.nextInt(100);
        for (int i = 1; i <= length; i++) {
            long at = i * 10L;
            long from = at - 1 - random.nextInt(45);
            long to = at + 1 + random.nextInt(45);
            switch (random.nextInt(6)) {
                case 0 -> put(i, from, to);
                case 1 -> set(held, i, from, to);
                case 2 -> mismatch(held + 1_000, i, from, to);
                case 3 -> putUnknown(i, from);
                default -> read(held, from, to);
            }
            Operation made = history.getLast();
            boolean writes = made.answer() instanceof Answer.Done || (made.isOpen() && random.nextBoolean());
            if (made.answer() instanceof Answer.Done) {
                overwritten.add((long) i);
            }
            held = writes ? i : held;
        }
        put(length + 1L, 9_000, 9_001);
        return length + 1L;
    }
}
