package io.robustmq.broker.core.cluster;

import io.robustmq.broker.core.subscription.SubscriptionCensus;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This broker's rows: each filter its sessions subscribe to, once however many they are. What changes is gathered until {@link
 * #gather} gives it the next number, so a filter that comes and goes meanwhile is no change at all. The last changes are kept for
 * peers that have older rows. For any thread.
 */
public final class OwnRoutes implements SubscriptionCensus {
    private static final int ROWS_KEPT = 65_536;
    private static final int ROWS_A_CHANGE = 1_000;

    /** A minute: longer than it takes to notice that a peer is not reached. */
    private static final int LINGER_TICKS = 600;

    private final Map<TopicFilter, Row> rows = new HashMap<>();
    private final Set<TopicFilter> changed = new LinkedHashSet<>();

    /** By the number they begin at. */
    private final NavigableMap<Long, RouteChanges> kept = new TreeMap<>();

    /** Stored subscriptions that count on, since their sessions are on their way to another broker; the first to end first. */
    private final Deque<Lingering> lingering = new ArrayDeque<>();

    private final Runnable onChange;
    private final boolean tellsStored;
    private long ticks;
    private int keptRows;
    private long number;

    /** @param onChange called by a lane when there is something to gather; not again before it is gathered */
    public OwnRoutes(Runnable onChange) {
        this(onChange, false);
    }

    /** @param tellsStored whether stored sessions find their messages in a log that all brokers share */
    public OwnRoutes(Runnable onChange, boolean tellsStored) {
        this.onChange = onChange;
        this.tellsStored = tellsStored;
    }

    private record Lingering(TopicFilter filter, Runnable over, long untilTick) {}

    private static final class Row {
        /** Sessions with a plain filter that get what passes. */
        int passing;

        /** Those that find it in the log. */
        int stored;

        /** As it is, and as it was gathered last; see {@link RouteRow#wanted}. */
        int wanted;

        int gathered;
    }

    /** All rows as they were gathered last. */
    public record Whole(long number, List<RouteRow> rows) {}

    @Override
    public void added(TopicFilter filter, boolean stored) {
        count(filter, stored, 1);
    }

    @Override
    public void removed(TopicFilter filter, boolean stored) {
        count(filter, stored, -1);
    }

    @Override
    public void moved(TopicFilter filter, boolean stored, Runnable over) {
        if (stored && tellsStored) {
            synchronized (this) {
                lingering.addLast(new Lingering(filter, over, ticks + LINGER_TICKS));
            }
        } else {
            removed(filter, stored);
            over.run();
        }
    }

    /** Time passes: ten times a second. */
    public void onTick() {
        Lingering over = nextOver(true);
        while (over != null) {
            removed(over.filter(), true);
            over.over().run();
            over = nextOver(false);
        }
    }

    private synchronized @Nullable Lingering nextOver(boolean isTick) {
        ticks += isTick ? 1 : 0;
        Lingering first = lingering.peekFirst();
        return first != null && first.untilTick() <= ticks ? lingering.pollFirst() : null;
    }

    private void count(TopicFilter filter, boolean stored, int change) {
        boolean isFirst;
        synchronized (this) {
            Row row = rows.computeIfAbsent(filter, _ -> new Row());
            if (stored && tellsStored) {
                row.stored += change;
            } else {
                row.passing += change;
            }
            int wanted = (row.passing > 0 ? RouteRow.PASSING : 0) | (row.stored > 0 ? RouteRow.STORED : 0);
            isFirst = want(filter, row, wanted);
        }
        maybeTell(isFirst);
    }

    @Override
    public void members(TopicFilter group, IntSupplier online) {
        becomes(group, online.getAsInt() + 1);
    }

    @Override
    public void ended(TopicFilter group) {
        becomes(group, RouteRow.GONE);
    }

    private void becomes(TopicFilter group, int wanted) {
        boolean isFirst;
        synchronized (this) {
            isFirst = want(group, rows.computeIfAbsent(group, _ -> new Row()), wanted);
        }
        maybeTell(isFirst);
    }

    /** Returns whether this is the first change to gather. */
    private boolean want(TopicFilter filter, Row row, int wanted) {
        if (row.wanted == wanted) {
            return false;
        }
        row.wanted = wanted;
        return changed.add(filter) && changed.size() == 1;
    }

    private void maybeTell(boolean isFirst) {
        if (isFirst) {
            onChange.run();
        }
    }

    /** Makes what has changed the next rows. */
    public synchronized void gather() {
        List<RouteRow> news = new ArrayList<>(changed.size());
        for (TopicFilter filter : changed) {
            Row row = rows.get(filter);
            if (row == null || row.wanted == row.gathered) {
                forget(filter, row);
                continue;
            }
            row.gathered = row.wanted;
            news.add(new RouteRow(filter, row.wanted));
            forget(filter, row);
        }
        changed.clear();
        for (int from = 0; from < news.size(); from += ROWS_A_CHANGE) {
            List<RouteRow> some = news.subList(from, Math.min(news.size(), from + ROWS_A_CHANGE));
            kept.put(number, new RouteChanges(number, number + 1, some));
            keptRows += some.size();
            number++;
        }
        while (keptRows > ROWS_KEPT) {
            keptRows -= kept.pollFirstEntry().getValue().rows().size();
        }
    }

    private void forget(TopicFilter filter, @Nullable Row row) {
        if (row != null && row.wanted == RouteRow.GONE) {
            rows.remove(filter);
        }
    }

    /** The number of the rows gathered last. */
    public synchronized long number() {
        return number;
    }

    /** What has changed since the rows of a number; null if that is not known any more. Empty if nothing has. */
    public synchronized @Nullable List<RouteChanges> since(long known) {
        if (known == number) {
            return List.of();
        }
        return kept.containsKey(known) ? List.copyOf(kept.tailMap(known, true).values()) : null;
    }

    public synchronized Whole whole() {
        List<RouteRow> all = new ArrayList<>(rows.size());
        rows.forEach((filter, row) -> {
            if (row.gathered != RouteRow.GONE) {
                all.add(new RouteRow(filter, row.gathered));
            }
        });
        return new Whole(number, all);
    }

    /** Distinct filters now. */
    public synchronized int size() {
        return rows.size();
    }
}
