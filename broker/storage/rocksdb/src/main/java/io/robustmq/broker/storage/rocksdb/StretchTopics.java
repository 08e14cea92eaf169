package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.base.TopicIndex;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** The topics of one stretch, looked up in the column that is sorted by them. Confined to a read. */
final class StretchTopics implements TopicIndex {
    private final RocksIterator iterator;
    private final int shard;
    private final long stretch;
    private final byte[] prefix;

    StretchTopics(RocksIterator iterator, int shard, long stretch) {
        this.iterator = iterator;
        this.shard = shard;
        this.stretch = stretch;
        this.prefix = Keys.topics(shard, stretch);
    }

    @Override
    public byte @Nullable [] topicFrom(byte[] topic, boolean included) {
        iterator.seek(included ? Keys.topicAt(shard, stretch, topic, 0) : Keys.topicAt(shard, stretch, topic, -1));
        if (!isWithin(prefix)) {
            return null;
        }
        return Keys.topicOf(iterator.key());
    }

    @Override
    public long offsetFrom(byte[] topic, long from) {
        iterator.seek(Keys.topicAt(shard, stretch, topic, from));
        return isWithin(Keys.topic(shard, stretch, topic, 0)) ? Keys.offsetOfTopic(iterator.key()) : Long.MAX_VALUE;
    }

    private boolean isWithin(byte[] begin) {
        if (!iterator.isValid()) {
            Database.check(iterator);
            return false;
        }
        return Keys.startsWith(iterator.key(), begin);
    }
}
