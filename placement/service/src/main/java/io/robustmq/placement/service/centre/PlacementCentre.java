package io.robustmq.placement.service.centre;

import io.robustmq.placement.api.v1.ReadOptions;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import java.util.concurrent.CompletableFuture;

/** Who decides commands and holds the state: a member of a cluster, or a broker on its own. Thread-safe; no call blocks. */
public interface PlacementCentre {

    /** Decides a command, and does it. Fails with a {@link io.robustmq.placement.service.fault.Fault}. */
    CompletableFuture<Reply> submit(Command command);

    /** The state, as fresh as asked for. Fails with a {@link io.robustmq.placement.service.fault.Fault}. */
    CompletableFuture<ClusterImage> read(ReadOptions options);
}
