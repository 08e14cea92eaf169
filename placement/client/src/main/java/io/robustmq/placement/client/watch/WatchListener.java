package io.robustmq.placement.client.watch;

import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.image.WatchEvent;

/**
 * What a watcher is told: one after the other, in order, on virtual threads. Nothing is lost or repeated while it blocks; it only
 * hears of the rest later. What it throws is logged, counts as told, and the next comes as it would have.
 */
public interface WatchListener {

    /** A {@link WatchEvent.Whole} first; then changes, until the next whole. */
    void on(WatchEvent event);

    /** The stream was cut off and is being resumed: what is known may be old until the next event. */
    default void onInterrupted(PlacementException why) {}

    /** The watch is over: what it asks for is refused, or it was begun with a client that is closed. */
    void onEnded(PlacementException why);
}
