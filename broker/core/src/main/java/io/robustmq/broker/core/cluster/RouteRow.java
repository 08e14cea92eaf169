package io.robustmq.broker.core.cluster;

import io.robustmq.broker.mqtt.topic.TopicFilter;

/**
 * What one broker's sessions want of one filter.
 *
 * @param filter with its share prefix if it is a shared subscription's
 * @param wanted 0: nothing any more. Of a plain filter 1; of a shared subscription one more than it has members whose client is
 *     connected
 */
public record RouteRow(TopicFilter filter, int wanted) {
    public static final int GONE = 0;

    public RouteRow {
        if (wanted < GONE || (!filter.isShared() && wanted > 1)) {
            throw new IllegalArgumentException("wanted " + wanted + " of " + filter);
        }
    }
}
