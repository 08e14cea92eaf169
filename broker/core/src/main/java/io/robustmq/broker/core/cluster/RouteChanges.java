package io.robustmq.broker.core.cluster;

import java.util.List;

/**
 * Changes of one broker's rows.
 *
 * @param from the number of the rows they change
 * @param to the number of the rows they make
 */
public record RouteChanges(long from, long to, List<RouteRow> rows) {
    public RouteChanges {
        rows = List.copyOf(rows);
    }
}
