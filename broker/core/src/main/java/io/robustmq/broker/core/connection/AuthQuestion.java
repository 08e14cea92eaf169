package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.port.LaneThread;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A question put to the authenticator, which may answer at once or later and on any thread. An answer at once is found by
 * {@link #answeredAtOnce}; a later one is brought to the lane.
 */
final class AuthQuestion implements Consumer<AuthOutcome> {
    private static final Object LATER = new Object();

    private final AtomicReference<@Nullable Object> answer = new AtomicReference<>();
    private final LaneThread thread;
    private final Consumer<AuthOutcome> later;

    /** @param later runs on the lane with an answer that did not come at once */
    AuthQuestion(LaneThread thread, Consumer<AuthOutcome> later) {
        this.thread = thread;
        this.later = later;
    }

    @Override
    public void accept(AuthOutcome outcome) {
        if (!answer.compareAndSet(null, outcome) && answer.compareAndSet(LATER, outcome)) {
            thread.execute(() -> later.accept(outcome));
        }
    }

    /** The answer if it has come; otherwise null, and it will be brought. Ask once. */
    @Nullable
    AuthOutcome answeredAtOnce() {
        return answer.compareAndSet(null, LATER) ? null : (AuthOutcome) answer.get();
    }
}
