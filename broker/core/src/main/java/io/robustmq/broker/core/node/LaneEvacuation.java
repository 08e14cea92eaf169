package io.robustmq.broker.core.node;

import io.robustmq.broker.core.lane.Attachment;
import io.robustmq.broker.core.lane.Evacuation;
import io.robustmq.broker.core.lane.Lane;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends one lane's clients away at the lane's share of the rate. Confined to the lane.
 *
 * <p>Rounds go over all connections there are, until none is left: a client that was being let in when it began is in the next.
 */
final class LaneEvacuation {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Lane lane;
    private final Evacuation evacuation;

    /** What one connection costs, where a nanosecond earns the rate: the other lanes have theirs. */
    private final long cost;

    private final Deque<Attachment> round = new ArrayDeque<>();
    private Evacuation.@Nullable Order order;
    private long credit;
    private long lastNanos;

    LaneEvacuation(Lane lane, Evacuation evacuation, int lanes) {
        this.lane = lane;
        this.evacuation = evacuation;
        this.cost = NANOS_PER_SECOND * lanes;
    }

    void onTick(long nowNanos) {
        Evacuation.Order wanted = evacuation.order();
        if (wanted == null) {
            order = null;
            round.clear();
            return;
        }
        if (order == null) {
            credit = 0;
            lastNanos = nowNanos;
        }
        order = wanted;
        if (round.isEmpty()) {
            round.addAll(lane.sessions().connections());
        }
        long most = Math.max(cost, NANOS_PER_SECOND * wanted.perSecond());
        credit = Math.min(most, credit + (nowNanos - lastNanos) * wanted.perSecond());
        lastNanos = nowNanos;
        while (credit >= cost && !round.isEmpty()) {
            credit -= cost;
            round.remove().onEvacuated(wanted.serverReference());
        }
    }
}
