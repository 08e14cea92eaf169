package io.robustmq.placement.server.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the operations on one register can have happened one after the other, each at some moment between its call and its answer.
 *
 * <p>Searches for such an order: what may come next is any operation that was called before the first answer among those that
 * are left. Where none fits what the register holds, the last choice is taken back. A set of operations that led to a value once
 * is not looked at again, whatever order led there. Operations whose outcome is unknown come into the order anywhere after
 * their call, or not at all; they are tried last. Puts among them whose value nobody ever saw are alike: they explain why something
 * was not there any more, and it is enough to try the earliest of them, right before what it explains.
 *
 * <p>Source: J. M. Wing, C. Gong, "Testing and Verifying Concurrent Objects" (1993); the memory of what was seen: G. Lowe, "Testing for
 * Linearizability" (2017).
 */
final class Linearizability {

    /** A search that has seen so much is given up: bounded memory, and a test that fails rather than hangs. */
    private static final int MOST_SEEN = 2_000_000;

    private final List<Operation> answered;
    private final List<Operation> open; // and behind {@code seenOpen} those that are alike
    private final int seenOpen;
    private final Set<Seen> seen = new HashSet<>();
    private final BitSet done = new BitSet(); // answered ones, and behind them open ones
    private long held = Operation.ABSENT;
    private int mostDone;
    private String farthest = "";

    /** What the search comes to. */
    sealed interface Verdict {
        record Linearizable() implements Verdict {}

        /** @param where the farthest any order came: what the register held, and what could not follow */
        record NotLinearizable(String where) implements Verdict {}

        record Undecided() implements Verdict {}
    }

    private record Seen(BitSet done, long held) {}

    /** One choice: the operations that could come, how many of them were tried, and what was before the one that was chosen. */
    private static final class Step {
        final List<Integer> candidates;
        final long heldBefore;
        int tried;
        int chosen = -1;

        Step(List<Integer> candidates, long heldBefore) {
            this.candidates = candidates;
            this.heldBefore = heldBefore;
        }
    }

    private Linearizability(List<Operation> operations) {
        List<Operation> ordered = operations.stream()
                .sorted(Comparator.comparingLong(Operation::calledNanos))
                .toList();
        answered = ordered.stream().filter(operation -> !operation.isOpen()).toList();
        Set<Long> observed = new HashSet<>();
        operations.forEach(operation -> observed.addAll(operation.observed()));
        Map<Boolean, List<Operation>> unknown = ordered.stream()
                .filter(Operation::isOpen)
                .collect(Collectors.partitioningBy(operation ->
                        operation.action() instanceof Operation.Action.Put(long value) && !observed.contains(value)));
        seenOpen = unknown.get(false).size();
        open = Stream.concat(unknown.get(false).stream(), unknown.get(true).stream())
                .toList();
    }

    /** Of the operations on one register, in any order. */
    static Verdict of(List<Operation> operations) {
        return new Linearizability(operations).search();
    }

    private Verdict search() {
        Deque<Step> steps = new ArrayDeque<>();
        steps.push(next());
        while (!steps.isEmpty()) {
            if (isThrough()) {
                return new Verdict.Linearizable();
            }
            if (seen.size() > MOST_SEEN) {
                return new Verdict.Undecided();
            }
            Step step = steps.peek();
            takeBack(step);
            if (choose(step)) {
                steps.push(next());
            } else {
                steps.pop();
            }
        }
        return new Verdict.NotLinearizable(farthest);
    }

    private boolean isThrough() {
        return done.nextClearBit(0) >= answered.size();
    }

    private void takeBack(Step step) {
        if (step.chosen >= 0) {
            done.clear(step.chosen);
            held = step.heldBefore;
            step.chosen = -1;
        }
    }

    /** @return whether one of the candidates that are left leads to something new */
    private boolean choose(Step step) {
        while (step.tried < step.candidates.size()) {
            int index = step.candidates.get(step.tried++);
            Operation operation = operation(index);
            if (operation.fits(held)) {
                done.set(index);
                long after = operation.after(held);
                if (seen.add(new Seen((BitSet) done.clone(), after))) {
                    held = after;
                    step.chosen = index;
                    return true;
                }
                done.clear(index);
            }
        }
        return false;
    }

    private Operation operation(int index) {
        return index < answered.size() ? answered.get(index) : open.get(index - answered.size());
    }

    /** Those that may come next: called before the first answer of those that are left. */
    private Step next() {
        List<Integer> candidates = new ArrayList<>();
        long firstAnswer = Operation.NEVER;
        for (int i = done.nextClearBit(0); i < answered.size(); i = done.nextClearBit(i + 1)) {
            if (answered.get(i).calledNanos() > firstAnswer) {
                break;
            }
            firstAnswer = Math.min(firstAnswer, answered.get(i).answeredNanos());
            candidates.add(i);
        }
        long end = firstAnswer;
        candidates.removeIf(index -> answered.get(index).calledNanos() > end);
        noteFarthest(candidates);
        boolean needsAnother = candidates.stream()
                .map(this::operation)
                .anyMatch(
                        operation -> operation.answer() instanceof Operation.Answer.Mismatch && !operation.fits(held));
        for (int i = 0; i < seenOpen; i++) {
            maybeAdd(i, end, candidates);
        }
        int alike = done.nextClearBit(answered.size() + seenOpen) - answered.size();
        if (needsAnother && alike < open.size()) {
            maybeAdd(alike, end, candidates);
        }
        return new Step(candidates, held);
    }

    private void maybeAdd(int unknown, long end, List<Integer> candidates) {
        if (!done.get(answered.size() + unknown) && open.get(unknown).calledNanos() <= end) {
            candidates.add(answered.size() + unknown);
        }
    }

    private void noteFarthest(List<Integer> candidates) {
        int count = done.get(0, answered.size()).cardinality();
        if (farthest.isEmpty() || count > mostDone) {
            mostDone = count;
            farthest = "after " + count + " of " + answered.size() + " operations the register holds " + held
                    + ", and none of these can follow: "
                    + candidates.stream().map(this::operation).toList();
        }
    }
}
