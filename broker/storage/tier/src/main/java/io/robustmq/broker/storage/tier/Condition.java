package io.robustmq.broker.storage.tier;

import java.util.function.Consumer;

/**
 * How a tier is, as those who read there and those who move segments find it: told when it changes, not each time it is seen.
 * Thread-safe.
 */
final class Condition {
    private final Patience patience;

    // Guarded by this
    private String looks = "";
    private boolean isAway;
    private Consumer<String> onAway = why -> {};
    private Runnable onBack = () -> {};

    Condition(Patience patience) {
        this.patience = patience;
    }

    /** From now on changes are told, and at once if it is away. */
    synchronized void tell(Consumer<String> away, Runnable back) {
        onAway = away;
        onBack = back;
        if (isAway) {
            away.accept(trouble());
        }
    }

    /** A look has ended in this trouble, or in none. */
    synchronized void looked(String trouble) {
        looks = trouble;
        seen();
    }

    /** Reading there has gone well or has failed. */
    synchronized void seen() {
        String trouble = trouble();
        if (isAway == trouble.isEmpty()) {
            isAway = !isAway;
            if (isAway) {
                onAway.accept(trouble);
            } else {
                onBack.run();
            }
        }
    }

    /** In plain words; empty if all is well. */
    synchronized String trouble() {
        return looks.isEmpty() ? patience.trouble() : looks;
    }
}
