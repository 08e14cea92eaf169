package io.robustmq.broker.core.subscription;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sets of targets by identity, as small as they can be: null for none, the target itself for one, a {@link Few} up to
 * {@value #FEW}, a {@link Many} above. The owner keeps what {@link #with} and {@link #without} return.
 */
final class TargetSet {
    static final int FEW = 16;

    private TargetSet() {}

    /** 2 to {@value #FEW} targets; never changed. */
    private static final class Few {
        final Object[] targets;

        Few(Object... targets) {
            this.targets = targets;
        }
    }

    static boolean contains(@Nullable Object set, Object target) {
        return switch (set) {
            case null -> false;
            case Few few -> indexOf(few.targets, target) >= 0;
            case Many many -> many.contains(target);
            default -> set == target;
        };
    }

    /** The set with {@code target}, which is not in it. */
    static Object with(@Nullable Object set, Object target) {
        return switch (set) {
            case null -> target;
            case Few few when few.targets.length == FEW -> Many.of(few.targets).add(target);
            case Few few -> {
                Object[] more = Arrays.copyOf(few.targets, few.targets.length + 1);
                more[few.targets.length] = target;
                yield new Few(more);
            }
            case Many many -> many.add(target);
            default -> new Few(set, target);
        };
    }

    /** The set without {@code target}, which is in it. */
    static @Nullable Object without(Object set, Object target) {
        return switch (set) {
            case Few few when few.targets.length == 2 -> few.targets[0] == target ? few.targets[1] : few.targets[0];
            case Few few -> {
                Object[] fewer = Arrays.copyOf(few.targets, few.targets.length - 1);
                int at = indexOf(few.targets, target);
                if (at < fewer.length) {
                    fewer[at] = few.targets[fewer.length];
                }
                yield new Few(fewer);
            }
            case Many many -> {
                many.remove(target);
                yield many.size() > FEW / 2 ? many : new Few(many.toArray());
            }
            default -> null;
        };
    }

    static void report(@Nullable Object set, Consumer<Object> found) {
        switch (set) {
            case null -> {}
            case Few few -> {
                for (Object target : few.targets) {
                    found.accept(target);
                }
            }
            case Many many -> many.report(found);
            default -> found.accept(set);
        }
    }

    private static int indexOf(Object[] targets, Object target) {
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == target) {
                return i;
            }
        }
        return -1;
    }
}
