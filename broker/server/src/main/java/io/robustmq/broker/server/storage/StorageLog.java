package io.robustmq.broker.server.storage;

import io.robustmq.broker.storage.spi.StorageEvents;
import org.jboss.logging.Logger;

/** Says in the log what happens to an open storage: when its tier goes away and is back, and what of a log is passed over. */
final class StorageLog implements StorageEvents {
    private static final Logger LOG = Logger.getLogger(MeasuredStorage.class);

    /** So many stretches are logged, each once; the counter counts on. */
    private static final int MOST_LOGGED = 1_000;

    private final String type;
    private final StorageCounters counters;
    private final TroubleLog tier = new TroubleLog(LOG::warn, LOG::info);
    private int logged;

    /** @param type what the configuration calls the storage */
    StorageLog(String type, StorageCounters counters) {
        this.type = type;
        this.counters = counters;
    }

    @Override
    public void onTierAway(String why) {
        tier.onTrouble(
                "the tier of storage " + type
                        + " is away; old segments stay on this disk, and sessions whose next message lies"
                        + " there wait: " + why,
                System.nanoTime());
    }

    @Override
    public void onTierBack() {
        tier.onOver("the tier of storage " + type + " is back");
    }

    @Override
    public synchronized void onPassedOver(String what, long offset, long places) {
        counters.passedOver(places);
        if (logged < MOST_LOGGED) {
            logged++;
            LOG.errorf(
                    "storage %s: passed over %d places from offset %d on, whose messages nobody gets, since skip_damaged is set:"
                            + " %s",
                    type, places, offset, what);
        }
    }
}
