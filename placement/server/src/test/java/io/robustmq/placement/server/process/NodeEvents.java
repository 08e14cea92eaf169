package io.robustmq.placement.server.process;

import io.robustmq.placement.api.Epoch;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.session.SessionListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a node is told of its registration. */
final class NodeEvents implements SessionListener {
    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void onHeld(Epoch epoch, String clusterId, Duty duty) {
        told.add("held");
    }

    @Override
    public void onDuty(Duty duty) {
        told.add(duty.name());
    }

    @Override
    public void onLost(Epoch epoch) {
        told.add("lost");
    }

    @Override
    public void onEnded(PlacementException why) {
        told.add("ended " + why);
    }
}
