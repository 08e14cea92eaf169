package io.robustmq.placement.service.watch;

import io.robustmq.placement.api.v1.WatchResponse;

/** Where one watcher's answers go. */
public interface Outlet {

    /** Whether more can be sent without piling up here. */
    boolean isReady();

    void send(WatchResponse response);

    void fail(Throwable fault);
}
