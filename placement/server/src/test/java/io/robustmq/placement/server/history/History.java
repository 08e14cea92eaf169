package io.robustmq.placement.server.history;

import io.robustmq.placement.server.history.Operation.Action;
import io.robustmq.placement.server.history.Operation.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What was recorded of all clients and registers. Thread-safe while it is recorded. */
public final class History {

    private final Map<String, ConcurrentLinkedQueue<Operation>> registers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Told> told = new ConcurrentLinkedQueue<>();

    /** An answer that came with a revision of the whole state. */
    private record Told(String client, long revision, boolean isWrite, long calledNanos, long answeredNanos) {}

    /** An operation under way: exactly one of its methods is to be called, unless it surely was not done. */
    public final class Call {
        private final String client;
        private final String key;
        private final Action action;
        private final long calledNanos = System.nanoTime();

        private Call(String client, String key, Action action) {
            this.client = client;
            this.key = key;
            this.action = action;
        }

        /** @param revision of the state, as the answer says it */
        public void read(long value, long revision) {
            answered(new Answer.Value(value), revision);
        }

        /** There is nothing; such an answer tells no revision. */
        public void readAbsent() {
            record(new Answer.Value(Operation.ABSENT), Math.max(System.nanoTime(), calledNanos + 1));
        }

        /** @param revision of the write */
        public void done(long revision) {
            answered(new Answer.Done(), revision);
        }

        public void mismatch() {
            record(new Answer.Mismatch(), Math.max(System.nanoTime(), calledNanos + 1));
        }

        public void unknown() {
            record(new Answer.Unknown(), Operation.NEVER);
        }

        private void answered(Answer answer, long revision) {
            long now = Math.max(System.nanoTime(), calledNanos + 1);
            told.add(new Told(client, revision, answer instanceof Answer.Done, calledNanos, now));
            record(answer, now);
        }

        private void record(Answer answer, long now) {
            registers
                    .computeIfAbsent(key, any -> new ConcurrentLinkedQueue<>())
                    .add(new Operation(client, action, answer, calledNanos, now));
        }
    }

    public Call read(String client, String key) {
        return new Call(client, key, new Action.Read());
    }

    public Call put(String client, String key, long value) {
        return new Call(client, key, new Action.Put(value));
    }

    /** @param expected 0 for a register that nobody has written */
    public Call compareAndSet(String client, String key, long expected, long value) {
        return new Call(client, key, new Action.CompareAndSet(expected, value));
    }

    /** Which registers there are. */
    public List<String> keys() {
        return registers.keySet().stream().sorted().toList();
    }

    public int size() {
        return registers.values().stream().mapToInt(ConcurrentLinkedQueue::size).sum();
    }

    public long unknowns() {
        return registers.values().stream()
                .flatMap(ConcurrentLinkedQueue::stream)
                .filter(Operation::isOpen)
                .count();
    }

    /** What cannot be, in words; empty if all can. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>(revisionsThatGoBack());
        new TreeMap<>(registers).forEach((key, operations) -> {
            switch (Linearizability.of(List.copyOf(operations))) {
                case Linearizability.Verdict.Linearizable _ -> {}
                case Linearizability.Verdict.NotLinearizable(String where) ->
                    faults.add(key + " is not linearizable: " + where);
                case Linearizability.Verdict.Undecided _ -> faults.add(key + " has a history too long to decide");
            }
        });
        return faults;
    }

    /** The revision is one register that all share: who asks after an answer is not told of an earlier state, and a write is of a later one. */
    private List<String> revisionsThatGoBack() {
        List<Told> byCall = told.stream()
                .sorted(Comparator.comparingLong(Told::calledNanos))
                .toList();
        List<Told> byAnswer = told.stream()
                .sorted(Comparator.comparingLong(Told::answeredNanos))
                .toList();
        List<String> faults = new ArrayList<>();
        long reached = 0;
        int answered = 0;
        for (Told call : byCall) {
            while (byAnswer.get(answered).answeredNanos() < call.calledNanos()) {
                reached = Math.max(reached, byAnswer.get(answered++).revision());
            }
            if (call.revision() < reached || (call.isWrite() && call.revision() == reached)) {
                faults.add(call + " comes after revision " + reached + " was told");
            }
        }
        return faults;
    }
}
