package io.robustmq.broker.storage.mysql.write;

import io.robustmq.broker.storage.mysql.rows.IndexedBytes;
import io.robustmq.broker.storage.spi.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Topics that the topic table is known to have, so that they are not written again with every record: at most 20,000, the
 * ones used longest ago go first. Confined to the shard's loop.
 */
final class KnownTopics {
    private static final int MOST = 20_000;

    private final Map<ByteBuffer, Boolean> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** The topics of these records that are not known, each once. */
    List<IndexedBytes> unknown(List<LogRecord> records) {
        Set<ByteBuffer> seen = new LinkedHashSet<>();
        List<IndexedBytes> unknown = new ArrayList<>();
        for (LogRecord record : records) {
            IndexedBytes topic = IndexedBytes.of(record.topic());
            ByteBuffer name = ByteBuffer.wrap(topic.indexed());
            if (known.get(name) == null && seen.add(name)) {
                unknown.add(topic);
            }
        }
        return unknown;
    }

    void add(List<IndexedBytes> topics) {
        topics.forEach(topic -> known.put(ByteBuffer.wrap(topic.indexed()), true));
    }

    void forgetAll() {
        known.clear();
    }
}
