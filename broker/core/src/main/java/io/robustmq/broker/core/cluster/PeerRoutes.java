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
    private final Map<TopicFilter, Target> rows = new HashMap<>();
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
        closed = true;
        rows.forEach(tree::remove);
        rows.clear();
        stale.clear();
    }

    private void apply(RouteRow row) {
        if (closed) {
            return;
        }
        TopicFilter filter = row.filter();
        Target known = rows.get(filter);
        if (row.wanted() == RouteRow.GONE) {
            if (known != null) {
                rows.remove(filter);
                tree.remove(filter, known);
            }
        } else if (known instanceof RemoteMembers members) {
            members.online(row.wanted() - 1);
        } else if (known == null) {
            Target added = filter.isShared() ? new RemoteMembers(broker, filter, row.wanted() - 1) : broker;
            rows.put(filter, added);
            tree.add(filter, added);
        }
    }
}
