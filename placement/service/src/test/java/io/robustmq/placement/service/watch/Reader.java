package io.robustmq.placement.service.watch;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.service.fault.Fault;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is sent, and takes nothing while it is blocked. */
final class Reader implements Outlet {

    final List<WatchResponse> received = new CopyOnWriteArrayList<>();
    volatile boolean blocked;
    volatile boolean breaks;
    volatile Reason ended = Reason.REASON_UNSPECIFIED;

    @Override
    public boolean isReady() {
        return !blocked;
    }

    @Override
    public void send(WatchResponse response) {
        if (breaks) {
            throw new IllegalStateException("as scripted");
        }
        received.add(response);
    }

    @Override
    public void fail(Throwable fault) {
        ended = ((Fault) fault).error().getReason();
    }

    long lastRevision() {
        WatchResponse last = received.getLast();
        return switch (last.getResponseCase()) {
            case STARTED -> 0;
            case SNAPSHOT -> last.getSnapshot().getRevision();
            case DELTA -> last.getDelta().getRevision();
            case PROGRESS -> last.getProgress().getRevision();
            case RESPONSE_NOT_SET -> -1;
        };
    }

    /** The state as a client rebuilds it: names of configuration keys and their values. */
    Map<String, Long> rebuilt() {
        Map<String, Long> state = new TreeMap<>();
        for (WatchResponse response : received) {
            response.getSnapshot()
                    .getEntriesList()
                    .forEach(entry -> state.put(
                            entry.getConfig().getKey(), entry.getConfig().getInteger()));
            response.getSnapshot().getDeletedList().forEach(deleted -> state.remove(deleted.getName()));
            response.getDelta().getChangesList().forEach(change -> {
                if (change.hasPut()) {
                    state.put(
                            change.getPut().getConfig().getKey(),
                            change.getPut().getConfig().getInteger());
                } else {
                    state.remove(change.getDeleted().getName());
                }
            });
        }
        return state;
    }
}
