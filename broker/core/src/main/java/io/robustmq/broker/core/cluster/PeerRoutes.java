package io.robustmq.broker.core.cluster;

import io.robustmq.broker.core.subscription.RemoteBroker;
import io.robustmq.broker.core.subscription.RemoteMembers;
import io.robustmq.broker.core.subscription.SubscriptionTree;
import io.robustmq.broker.core.subscription.Target;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Another broker's rows, as far as they have come, in this broker's subscription tree.
 *
 * <pre>
 *          {@link #begin}                 {@link #complete}
 *   any ───────────► filling ──────────────► whole ──┐
 *                       ▲                      │  ▲    │ {@link #change}, in order
 *                       └──────────────────────┘  └────┘
 *                               {@link #begin}
 * </pre>
 *
 * While it is filled anew, rows of before stay until it is known that they are gone. For any thread.
 */
public final class PeerRoutes {
    /** The number of rows that nobody has, so that all of them are sent. */
    public static final long NOTHING = -1;

    private final RemoteBroker broker;
    private final SubscriptionTree<Target> tree;
    private final Map<TopicFilter, Integer> rows = new HashMap<>();

    /** Of shared subscriptions. */
    private final Map<TopicFilter, RemoteMembers> groups = new HashMap<>();

    private final Set<TopicFilter> stale = new HashSet<>();
    private long number = NOTHING;
    private boolean closed;

    public PeerRoutes(RemoteBroker broker, SubscriptionTree<Target> tree) {
        this.broker = broker;
        this.tree = tree;
    }

    /** The number of the rows that are here in whole, or {@link #NOTHING}. */
    public synchronized long number() {
        return number;
    }

    public synchronized int size() {
        return rows.size();
    }

    /** All rows follow. */
    public synchronized void begin() {
        number = NOTHING;
        stale.clear();
        stale.addAll(rows.keySet());
    }

    /** Some of all rows. */
    public synchronized void fill(List<RouteRow> some) {
        for (RouteRow row : some) {
            stale.remove(row.filter());
            apply(row);
        }
    }

    /** That was all: the rows have this number. */
    public synchronized void complete(long at) {
        stale.forEach(filter -> apply(new RouteRow(filter, RouteRow.GONE)));
        stale.clear();
        number = at;
    }

    /**
     * Takes changes, if they are the next ones.
     *
     * @return whether they were; if not, nothing has changed
     */
    public synchronized boolean change(RouteChanges changes) {
        if (number == NOTHING || changes.from() != number) {
            return false;
        }
        changes.rows().forEach(this::apply);
        number = changes.to();
        return true;
    }

    /** The broker is gone, and its rows are; nothing more is taken. */
    public synchronized void close() {
        List.copyOf(rows.keySet()).forEach(filter -> apply(new RouteRow(filter, RouteRow.GONE)));
        closed = true;
        stale.clear();
    }

    private void apply(RouteRow row) {
        if (closed) {
            return;
        }
        TopicFilter filter = row.filter();
        Integer last = row.wanted() == RouteRow.GONE ? rows.remove(filter) : rows.put(filter, row.wanted());
        int before = last == null ? RouteRow.GONE : last;
        if (filter.isShared()) {
            applyGroup(filter, row.wanted());
        } else {
            applyPart(filter, broker, before & RouteRow.PASSING, row.wanted() & RouteRow.PASSING);
            applyPart(filter, broker.store(), before & RouteRow.STORED, row.wanted() & RouteRow.STORED);
        }
    }

    private void applyPart(TopicFilter filter, Target part, int before, int now) {
        if (before == 0 && now != 0) {
            tree.add(filter, part);
        } else if (before != 0 && now == 0) {
            tree.remove(filter, part);
        }
    }

    private void applyGroup(TopicFilter filter, int wanted) {
        RemoteMembers known = groups.get(filter);
        if (wanted == RouteRow.GONE) {
            groups.remove(filter);
            if (known != null) {
                tree.remove(filter, known);
            }
        } else if (known != null) {
            known.online(wanted - 1);
        } else {
            RemoteMembers added = new RemoteMembers(broker, filter, wanted - 1);
            groups.put(filter, added);
            tree.add(filter, added);
        }
    }
}
