package io.robustmq.broker.core.group;

import io.robustmq.broker.core.stored.GroupRecord;
import java.util.Set;

/**
 * What storage has of one shared subscription, gathered when the node starts.
 *
 * @param record how far it has come
 * @param since for each shard the least offset any of its members counts from
 * @param sent places of QoS 2 messages that members have been sent through it and not finished
 */
public record StoredGroup(GroupRecord record, long[] since, Set<Long> sent) {}
