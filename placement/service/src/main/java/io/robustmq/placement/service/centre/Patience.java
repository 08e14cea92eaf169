package io.robustmq.placement.service.centre;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long the call that is being served may wait for others. */
public final class Patience {

    private Patience() {}

    /**
     * Three quarters of what is left until the deadline of the call, so that the caller is told what is wrong and can ask another member; not
     * more than {@code longest}.
     */
    public static Duration of(Duration longest) {
        Deadline deadline = Context.current().getDeadline();
        if (deadline == null) {
            return longest;
        }
        long left = Math.max(1, deadline.timeRemaining(TimeUnit.MILLISECONDS) * 3 / 4);
        return left < longest.toMillis() ? Duration.ofMillis(left) : longest;
    }
}
