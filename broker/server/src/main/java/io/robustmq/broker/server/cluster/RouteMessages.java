package io.robustmq.broker.server.cluster;

import io.robustmq.broker.core.cluster.RouteChanges;
import io.robustmq.broker.core.cluster.RouteRow;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.List;

/** Rows of routes on the wire. */
final class RouteMessages {

    private RouteMessages() {}

    static List<io.robustmq.broker.api.v1.RouteRow> rows(List<RouteRow> from) {
        return from.stream()
                .map(row -> io.robustmq.broker.api.v1.RouteRow.newBuilder()
                        .setFilter(row.filter().toString())
                        .setWanted(row.wanted())
                        .build())
                .toList();
    }

    /** @throws io.robustmq.broker.mqtt.MalformedPacketException if a filter is none */
    static List<RouteRow> fromRows(List<io.robustmq.broker.api.v1.RouteRow> from) {
        return from.stream()
                .map(row -> new RouteRow(TopicFilter.parse(row.getFilter()), row.getWanted()))
                .toList();
    }

    static io.robustmq.broker.api.v1.RouteChanges of(RouteChanges from) {
        return io.robustmq.broker.api.v1.RouteChanges.newBuilder()
                .setFrom(from.from())
                .setTo(from.to())
                .addAllRows(rows(from.rows()))
                .build();
    }

    static RouteChanges changes(io.robustmq.broker.api.v1.RouteChanges from) {
        return new RouteChanges(from.getFrom(), from.getTo(), fromRows(from.getRowsList()));
    }
}
