package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.List;

/**
 * A session that another broker goes on with, while this one writes what it has not written yet, and waits until every shard says of all
 * it was asked for whether it was done. Then it is forgotten here, without a trace in storage. Again and again until it is. Confined to
 * the lane.
 */
final class Leaving implements LaneStorage.Saved, WriteCompletion {
    private final Lane lane;
    private final String clientId;
    private final Runnable gone;
    private final List<Runnable> waiting = new ArrayList<>(0);
    private int left;
    private boolean isToBeTriedAgain;
    private boolean isDropped;

    /** @param gone runs when it is */
    Leaving(Lane lane, String clientId, Runnable gone) {
        this.lane = lane;
        this.clientId = clientId;
        this.gone = gone;
    }

    /** Something that is to run after that. */
    void then(Runnable what) {
        waiting.add(what);
    }

    /** The broker is out of the cluster: nobody waits for this any more. */
    void drop() {
        isDropped = true;
        lane.storage().forget(this);
    }

    @Override
    public void save() {}

    @Override
    public void retry() {
        isToBeTriedAgain = false;
        lane.sessions().write(clientId);
        left = lane.storage().shards();
        for (int shard = 0; shard < lane.storage().shards(); shard++) {
            lane.storage().whenSettled(shard, this);
        }
    }

    @Override
    public void onWritten() {
        left--;
        if (left > 0 || isDropped) {
            return;
        }
        if (isToBeTriedAgain || lane.storage().isClearing(clientId)) {
            lane.storage().retrySoon(this);
            return;
        }
        end();
    }

    /** Nothing is written any more: another broker may go on. */
    void end() {
        lane.sessions().forget(clientId);
        gone.run();
        waiting.forEach(Runnable::run);
    }

    @Override
    public void onFailed(StorageException why) {
        // who is fenced off has nothing more to write
        isToBeTriedAgain |= why.kind() != StorageException.Kind.CONFLICT;
        onWritten();
    }
}
