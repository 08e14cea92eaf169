package io.robustmq.placement.server.config;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The other members, and how this one comes to them. Of interest to a member whose data folder is empty: later the folder knows. */
public interface ClusterConfig {

    /**
     * All members that are meant to be, this one included, each {@code number@host:port} of its gRPC, the same list at each. A member
     * with an empty folder asks them: if one belongs to a cluster, it joins that; if all say that they are empty, the one
     * with the lowest number forms a cluster and the others join it; as long as one does not answer, it waits. Not set: this member alone.
     */
    Optional<List<String>> members();

    /**
     * Whether a member with an empty folder may form a cluster although others of the list do not answer. Only for the first start
     * of the member with the lowest number, and never left on: a second cluster would be formed when the folder is lost.
     */
    @WithDefault("false")
    boolean bootstrap();

    /** What a member that joins becomes once it has caught up: {@code voter}, or {@code learner}, to be promoted by command. */
    @WithDefault("voter")
    JoinAs joinAs();

    /** What a member that joins becomes. */
    enum JoinAs {
        VOTER,
        LEARNER
    }
}
