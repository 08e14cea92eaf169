package io.robustmq.broker.server.access;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.mqtt.ReasonCode;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** How authentication went since the start. Safe for use from every thread. */
public final class AccessCounters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder busy = new LongAdder();
    private final LongAdder remembered = new LongAdder();
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failedReloads = new LongAdder();

    AccessCounters() {}

    /** Clients recognised, or let in without a name. */
    public long accepted() {
        return accepted.sum();
    }

    /** Clients turned away for what they are or said. */
    public long refused() {
        return refused.sum();
    }

    /** Clients turned away because too many password checks waited. */
    public long busy() {
        return busy.sum();
    }

    /** Accepted clients whose password was remembered and not hashed again. */
    public long rememberedPasswords() {
        return remembered.sum();
    }

    /** Changed files put to use. */
    public long reloads() {
        return reloads.sum();
    }

    /** Changed files that could not be used. */
    public long failedReloads() {
        return failedReloads.sum();
    }

    void remembered() {
        remembered.increment();
    }

    void reloaded(boolean used) {
        (used ? reloads : failedReloads).increment();
    }

    /** Passes an outcome on and counts it. */
    Consumer<AuthOutcome> counting(Consumer<AuthOutcome> answer) {
        return outcome -> {
            switch (outcome) {
                case AuthOutcome.Accepted _ -> accepted.increment();
                case AuthOutcome.Challenge _ -> {}
                case AuthOutcome.Refused why -> (why.reason() == ReasonCode.SERVER_BUSY ? busy : refused).increment();
            }
            answer.accept(outcome);
        };
    }
}
