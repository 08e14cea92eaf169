package io.robustmq.placement.server.history;

import java.util.List;

/**
 * What one client did with one register, and what it was told. No two writes write the same value, so that a value says which write it
 * is of; {@link #ABSENT} is what nobody writes.
 *
 * @param client who did it, to be named
 * @param action what was asked for
 * @param answer what came of it
 * @param calledNanos when it was asked for, by one clock for all
 * @param answeredNanos when the answer was there; {@link #NEVER} of {@link Answer.Unknown}
 */
record Operation(String client, Action action, Answer answer, long calledNanos, long answeredNanos) {

    /** What a register holds before its first write. */
    static final long ABSENT = 0;

    static final long NEVER = Long.MAX_VALUE;

    Operation {
        boolean isOpen = answer instanceof Answer.Unknown;
        if (isOpen != (answeredNanos == NEVER) || calledNanos >= answeredNanos) {
            throw new IllegalArgumentException("an answer comes after the call, an unknown one never");
        }
    }

    /** What can be asked of a register. */
    sealed interface Action {
        record Read() implements Action {}

        record Put(long value) implements Action {}

        record CompareAndSet(long expected, long value) implements Action {}
    }

    /** What comes of it. */
    sealed interface Answer {
        record Value(long value) implements Answer {}

        record Done() implements Answer {}

        /** A compare-and-set found something else. */
        record Mismatch() implements Answer {}

        /** It may take effect at any time from the call on, or never. */
        record Unknown() implements Answer {}
    }

    boolean isOpen() {
        return answer instanceof Answer.Unknown;
    }

    /** Whether a register that holds this may do the operation now, and answer so. */
    boolean fits(long held) {
        return switch (answer) {
            case Answer.Value read -> read.value() == held;
            case Answer.Done _ -> !(action instanceof Action.CompareAndSet(long expected, long _)) || expected == held;
            case Answer.Mismatch _ -> action instanceof Action.CompareAndSet(long expected, long _) && expected != held;
            // One that changes nothing is as if it never happened.
            case Answer.Unknown _ ->
                switch (action) {
                    case Action.Read _ -> false;
                    case Action.Put _ -> true;
                    case Action.CompareAndSet(long expected, long _) -> expected == held;
                };
        };
    }

    /** Which value it needs to find, if any: a mismatch needs none. */
    List<Long> observed() {
        return switch (action) {
            case Action.Read _ -> answer instanceof Answer.Value(long value) ? List.of(value) : List.of();
            case Action.Put _ -> List.of();
            case Action.CompareAndSet(long expected, long _) ->
                answer instanceof Answer.Mismatch ? List.of() : List.of(expected);
        };
    }

    /** What the register holds then. */
    long after(long held) {
        return switch (action) {
            case Action.Read _ -> held;
            case Action.Put(long value) -> value;
            case Action.CompareAndSet(long _, long value) -> answer instanceof Answer.Mismatch ? held : value;
        };
    }

    @Override
    public String toString() {
        return client + " " + action + " -> " + answer;
    }
}
