package io.robustmq.broker.core.lane;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a lane does while the node's memory is tight: it cuts clients that hold much of it and do not move, so that one that
 * neither reads nor finishes what it sends cannot keep others out for ever. Looks once a second; who may be cut was there at
 * the last look and has moved next to nothing since. Each look frees about an eighth of what such clients hold, beginning with
 * those that hold most, so that no more go than must. Confined to the lane.
 */
final class MemoryRelief {
    private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000;

    /** Who holds less than this is left alone: an output buffer that is in use. */
    private static final long SMALL_BYTES = 64 * 1024;

    /** Who has moved this part of what it holds since the last look is slow, but will be done within about a minute. */
    private static final int MOVING_PART = 64;

    /** What a look frees of what clients that do not move hold. */
    private static final int FREED_PART = 8;

    private final Lane lane;
    private Map<Attachment, Long> movedBefore = Map.of();
    private long lookAtNanos;

    private record Holder(Attachment client, long bytes) {}

    MemoryRelief(Lane lane) {
        this.lane = lane;
    }

    void onTick(long nowNanos, boolean isTight) {
        if (!isTight) {
            movedBefore = Map.of();
        } else if (movedBefore.isEmpty() || nowNanos - lookAtNanos >= 0) {
            lookAtNanos = nowNanos + BETWEEN_LOOKS_NANOS;
            look();
        }
    }

    private void look() {
        Map<Attachment, Long> moved = new HashMap<>();
        List<Holder> stuck = new ArrayList<>();
        for (Attachment client : lane.sessions().connections()) {
            long held = client.heldBytes();
            if (held < SMALL_BYTES) {
                continue;
            }
            long now = client.movedBytes();
            Long before = movedBefore.get(client);
            moved.put(client, now);
            if (before != null && (now - before) * MOVING_PART < held) {
                stuck.add(new Holder(client, held));
            }
        }
        movedBefore = moved;
        cut(stuck);
    }

    private void cut(List<Holder> stuck) {
        stuck.sort(Comparator.comparingLong(Holder::bytes).reversed());
        long toFree = stuck.stream().mapToLong(Holder::bytes).sum() / FREED_PART;
        for (Holder holder : stuck) {
            movedBefore.remove(holder.client());
            lane.counters().clientsCut++;
            holder.client().onCut();
            toFree -= holder.bytes();
            if (toFree <= 0) {
                return;
            }
        }
    }
}
