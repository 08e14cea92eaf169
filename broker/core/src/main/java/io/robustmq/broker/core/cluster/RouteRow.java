package io.robustmq.broker.core.cluster;

import io.robustmq.broker.mqtt.topic.TopicFilter;

/**
 * What one broker's sessions want of one filter.
 *
 * @param filter with its share prefix if it is a shared subscription's
 * @param wanted 0: nothing any more. Of a plain filter the sum of {@link #PASSING} and {@link #STORED}, as it applies; of a shared
 *     subscription one more than it has members whose client is connected
 */
public record RouteRow(TopicFilter filter, int wanted) {
    public static final int GONE = 0;

    /** Sessions get messages of any QoS as they pass. */
    public static final int PASSING = 1;

    /** Sessions find messages of QoS 1 and 2 in the log that all brokers share, and get those of QoS 0 as they pass. */
    public static final int STORED = 2;

    public RouteRow {
        if (wanted < GONE || (!filter.isShared() && wanted > (PASSING | STORED))) {
            throw new IllegalArgumentException("wanted " + wanted + " of " + filter);
        }
    }
}
