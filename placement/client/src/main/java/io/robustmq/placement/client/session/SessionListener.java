package io.robustmq.placement.client.session;

import io.robustmq.placement.api.Epoch;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.client.fault.PlacementException;

/**
 * What a node is told of its registration: one after the other, in order, each on a virtual thread. Whoever blocks delays what
 * comes after, but no heartbeat. {@link NodeSession#mayServe} does not wait for any of it.
 */
public interface SessionListener {

    /**
     * The node may serve.
     *
     * @param epoch larger than any before; to be sent with what only the living may do
     * @param clusterId to be kept in the data folder
     */
    void onHeld(Epoch epoch, String clusterId, Duty duty);

    /** Somebody has drained the node, or taken that back. */
    void onDuty(Duty duty);

    /**
     * Stop serving: the lease has run out, or soon will, or the placement centre has said that it has. Registering anew is
     * under way; {@link #onHeld} tells when it is done.
     *
     * @param epoch not to be used any more
     */
    void onLost(Epoch epoch);

    /**
     * Stop serving for good: another process has registered with this node id, or registering was refused. The session is over.
     *
     * @param why {@link PlacementException#reason}: FENCED, WRONG_CLUSTER, INVALID_FIELD, ...
     */
    void onEnded(PlacementException why);
}
