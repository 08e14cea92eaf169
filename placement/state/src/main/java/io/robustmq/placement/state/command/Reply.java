package io.robustmq.placement.state.command;

import io.robustmq.placement.state.model.Node;
import java.util.List;

/** The answer to a command that was applied. Kept for as long as its idempotency key is. */
public sealed interface Reply {

    /** At which the command was applied, and the version of what it wrote. */
    long revision();

    record Done(long revision) implements Reply {}

    record Registered(long revision, String clusterId, long epoch, int leaseMillis, Node.Duty duty) implements Reply {}

    /**
     * Its duty is set.
     *
     * @param replicas how many were still on the node
     */
    record DutySet(long revision, int replicas) implements Reply {}

    record SetCreated(long revision, List<Integer> groupIds) implements Reply {
        public SetCreated {
            groupIds = List.copyOf(groupIds);
        }
    }

    record Assigned(long revision, long epoch) implements Reply {}
}
