package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.spi.StorageEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What a storage tells while it is open, a line each. */
final class HeardEvents implements StorageEvents {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final AtomicLong placesPassedOver = new AtomicLong();

    @Override
    public void onTierAway(String why) {
        lines.add("away: " + why);
    }

    @Override
    public void onTierBack() {
        lines.add("back");
    }

    @Override
    public void onPassedOver(String what, long offset, long places) {
        lines.add("passed over: " + what);
        placesPassedOver.addAndGet(places);
    }
}
